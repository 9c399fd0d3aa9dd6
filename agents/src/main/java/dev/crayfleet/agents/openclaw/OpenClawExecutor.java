package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.process.AgentCommand;
import dev.crayfleet.agents.process.AgentProcess;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.ProcessResult;
import dev.crayfleet.agents.process.StopCause;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@code openclaw agent exec}: one fresh process for each attempt. */
public final class OpenClawExecutor implements AgentExecutor {
    /** As it stands in reports. */
    public static final String NAME = "openclaw-exec";

    /** With what it begins to say its version. */
    private static final String PRODUCT = "OpenClaw ";

    private static final Logger LOG = LoggerFactory.getLogger(OpenClawExecutor.class);

    private final OpenClawExecutorSettings settings;
    private final OpenClawFile file;
    private final OpenClawPrices prices;
    private final ExecCommandLine commandLine;
    private volatile @Nullable String version;

    public OpenClawExecutor(
            OpenClawExecutorSettings settings, OpenClawFile file, OpenClawPrices prices) {
        this.settings = settings;
        this.file = file;
        this.prices = prices;
        this.commandLine = new ExecCommandLine(settings, file);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasShell() {
        return !settings.restricted();
    }

    @Override
    public void start() throws InterruptedException {
        String answer = new OpenClawProbe(settings.program(), settings.processes()).version();
        LOG.info("{} starts: {}", settings.program(), answer);
        file.lastKnown();
        version = answer.startsWith(PRODUCT) ? answer.substring(PRODUCT.length()) : answer;
    }

    @Override
    public Optional<String> openClawVersion() {
        return Optional.ofNullable(version);
    }

    @Override
    public Optional<RunnerModels> models() {
        return file.modelNames();
    }

    @Override
    public Planned plan(TaskOptions options) {
        return ModelPlanner.plan(options, file, settings.fallback(), settings.keys());
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException {
        try (ModelKeys.Access access = settings.keys().open(job.attempt().toString(), 1)) {
            // Whoever is told to stop asks no model any more, also while it has not stopped yet.
            var unused = cancellation.future().thenRun(access::close);
            return run(job, cancellation, progress, access).withProxied(access.usage());
        }
    }

    private RunResult run(
            Job job,
            CancellationToken cancellation,
            Consumer<String> progress,
            ModelKeys.Access access)
            throws InterruptedException {
        OpenClawJson json;
        List<String> words;
        try {
            json = file.read();
            words = commandLine.words(job, json, access);
        } catch (IllegalArgumentException unreadable) {
            return RunResult.failed(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        } catch (IOException e) {
            return notStarted(job, e);
        }
        try {
            AgentCommand command =
                    settings.processes()
                            .command(
                                    words,
                                    job,
                                    job.timeout().plus(settings.startGrace()),
                                    commandLine.environment(job, json, access),
                                    access::close);
            long startNanos = System.nanoTime();
            OpenClawLog log = new OpenClawLog(progress);
            ProcessResult process = AgentProcess.run(command, cancellation, log::accept);
            boolean reachedTimeout = System.nanoTime() - startNanos >= job.timeout().toNanos();
            Optional<Envelope> envelope = Envelope.parse(process.stdout());
            RunOutcome outcome = outcome(job, process, envelope, log.retrying(), reachedTimeout);
            return envelope.map(each -> result(job, each, outcome, json.catalog()))
                    .orElseGet(() -> new RunResult(outcome, "", null, null, null, List.of()));
        } catch (IOException e) {
            return notStarted(job, e);
        }
    }

    private static RunResult notStarted(Job job, IOException e) {
        LOG.warn("task {}: OpenClaw could not be started", job.attempt(), e);
        return RunResult.failed(
                Failed.of(
                        FailureKind.TRANSIENT, "OpenClaw could not be started: " + e.getMessage()));
    }

    private RunResult result(Job job, Envelope envelope, RunOutcome outcome, ModelCatalog catalog) {
        return new RunResult(
                outcome,
                envelope.text(),
                envelope.model(),
                envelope.usage(),
                prices.cost(envelope, job.plan().model(), catalog),
                List.of());
    }

    private static RunOutcome outcome(
            Job job,
            ProcessResult process,
            Optional<Envelope> envelope,
            Optional<ModelRetry> retrying,
            boolean reachedTimeout) {
        if (process.stopCause() instanceof StopCause.TimedOut && retrying.isPresent()) {
            return FailureClassifier.timedOutRetrying(retrying.get());
        }
        Optional<Failed> stopped = process.failure(job.timeout());
        if (stopped.isPresent()) {
            return stopped.get();
        }
        return FailureClassifier.classify(
                process.exitCode(),
                envelope,
                process.lastErrorLine(),
                reachedTimeout,
                Instant.now());
    }
}
