package dev.crayfleet.runner.executor;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Usage;
import dev.crayfleet.runner.cost.CostCalculator;
import dev.crayfleet.runner.openclaw.Envelope;
import dev.crayfleet.runner.openclaw.FailureClassifier;
import dev.crayfleet.runner.openclaw.ModelCatalog;
import dev.crayfleet.runner.openclaw.OpenClawFile;
import dev.crayfleet.runner.openclaw.OpenClawJson;
import dev.crayfleet.runner.openclaw.OpenClawLog;
import dev.crayfleet.runner.openclaw.Planner;
import dev.crayfleet.runner.process.AgentEnvironment;
import dev.crayfleet.runner.process.AgentProcess;
import dev.crayfleet.runner.workspace.Retention;
import dev.crayfleet.runner.workspace.Workspace;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code openclaw agent exec}: one fresh process for each attempt. */
public final class OpenClawExecutor implements Executor {
    /** As it stands in reports. */
    public static final String NAME = "openclaw-exec";

    private static final Logger LOG = LoggerFactory.getLogger(OpenClawExecutor.class);

    private final Settings settings;
    private final OpenClawFile file;
    private final CostCalculator costs;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param program to run
     * @param stateDir OpenClaw's own state; absent leaves it to OpenClaw
     * @param cache of compiled code, shared by all runs
     * @param environment the runner's own, of which agents get a part
     * @param passEnv names of further variables for agents
     * @param startGrace what it may take beyond a task's time before it is stopped
     * @param killGrace what it may take to end by itself when it is stopped
     */
    public record Settings(
            Path program,
            @Nullable Path stateDir,
            Path cache,
            Map<String, String> environment,
            List<String> passEnv,
            @Nullable String extraPythonPath,
            Duration startGrace,
            Duration killGrace,
            long logBytes) {}

    public OpenClawExecutor(Settings settings, OpenClawFile file, CostCalculator costs) {
        this.settings = settings;
        this.file = file;
        this.costs = costs;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Planned plan(TaskOptions options) {
        try {
            return Planner.plan(options, file.read().catalog());
        } catch (IllegalArgumentException unreadable) {
            return new Planned.Refused(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        }
    }

    @Override
    public Ran run(Job job, Stop stop, Consumer<String> progress) throws InterruptedException {
        Path scratch = job.workspace().root().resolve(".tmp");
        OpenClawJson json;
        try {
            json = file.read();
        } catch (IllegalArgumentException unreadable) {
            return Ran.failed(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        }
        try {
            Files.createDirectories(scratch);
            Files.createDirectories(settings.cache());
            AgentProcess.Command command =
                    new AgentProcess.Command(
                            words(job),
                            job.workspace().task(),
                            environment(scratch, json),
                            job.workspace().file(Workspace.LOG),
                            settings.logBytes(),
                            job.timeout().plus(settings.startGrace()),
                            settings.killGrace(),
                            job.workspace().agent());
            long began = System.nanoTime();
            OpenClawLog log = new OpenClawLog(progress);
            AgentProcess.Ended ended = AgentProcess.run(command, stop, log::accept);
            boolean hadItsTime = System.nanoTime() - began >= job.timeout().toNanos();
            Optional<Envelope> envelope = Envelope.parse(ended.printed());
            RunOutcome outcome = outcome(job, ended, envelope, log.retrying(), hadItsTime);
            return envelope.map(said -> ran(job, said, outcome, json.catalog()))
                    .orElseGet(() -> new Ran(outcome, "", null, null, null, List.of()));
        } catch (IOException e) {
            LOG.warn("task {}: OpenClaw could not be started", job.attempt(), e);
            return Ran.failed(
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "OpenClaw could not be started: " + e.getMessage()));
        } finally {
            clear(job, scratch);
        }
    }

    private List<String> words(Job job) {
        List<String> words =
                new ArrayList<>(List.of(settings.program().toString(), "agent", "exec", "--json"));
        if (file.exists()) {
            words.addAll(List.of("--config", file.path().toAbsolutePath().toString()));
        }
        words.addAll(List.of("--cwd", job.workspace().task().toString()));
        words.addAll(List.of("--message-file", job.workspace().file(Workspace.TASK).toString()));
        words.addAll(List.of("--timeout", Long.toString(Math.max(1, job.timeout().toSeconds()))));
        if (job.plan().modelAsked() != null) {
            words.addAll(List.of("--model", job.plan().modelAsked()));
        }
        if (job.plan().thinkingSaid()) {
            words.addAll(List.of("--thinking", job.plan().thinking().word()));
        }
        return words;
    }

    private Map<String, String> environment(Path scratch, OpenClawJson json) {
        Set<String> allowed = new HashSet<>(settings.passEnv());
        allowed.addAll(json.variables());
        Map<String, String> environment =
                new TreeMap<>(
                        AgentEnvironment.of(
                                settings.environment(),
                                allowed,
                                settings.program(),
                                settings.extraPythonPath()));
        environment.put("TMPDIR", scratch.toString());
        // Without these two the program starts itself again, and a kill would hit the wrong one.
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        environment.put("OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "1");
        environment.put("NODE_COMPILE_CACHE", settings.cache().toString());
        if (settings.stateDir() != null) {
            environment.put("OPENCLAW_STATE_DIR", settings.stateDir().toString());
        }
        return environment;
    }

    private Ran ran(Job job, Envelope said, RunOutcome outcome, ModelCatalog catalog) {
        return new Ran(
                outcome,
                said.text(),
                said.model(),
                said.usage(),
                cost(said, job.plan().model(), catalog),
                List.of());
    }

    private static RunOutcome outcome(
            Job job,
            AgentProcess.Ended ended,
            Optional<Envelope> envelope,
            Optional<String> retrying,
            boolean hadItsTime) {
        if (ended.stopped().isPresent()) {
            Stop.Request request = ended.stopped().get();
            return Failed.of(request.kind(), request.reason());
        }
        if (ended.outOfTime()) {
            return retrying.<RunOutcome>map(FailureClassifier::whileRetrying)
                    .orElseGet(() ->
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: it had its %d s. More time is given with [timeout:10m]."
                                            .formatted(job.timeout().toSeconds())));
        }
        return FailureClassifier.classify(ended.exit(), envelope, ended.lastLine(), hadItsTime);
    }

    private @Nullable BigDecimal cost(Envelope said, String planned, ModelCatalog catalog) {
        if (said.usage() == null) {
            return null;
        }
        Usage usage = said.usage();
        String model = said.model() == null ? planned : said.model();
        Optional<BigDecimal> ours =
                catalog.model(model)
                        .flatMap(ModelCatalog.Model::prices)
                        .flatMap(prices -> costs.cost(usage, prices));
        if (ours.isEmpty()) {
            // OpenClaw knows prices of its own, of models that openclaw.json does not describe.
            return catalog.model(model).isPresent() ? null : said.costUsd();
        }
        costs.disagreement(ours.get(), said.costUsd())
                .filter(odd -> warned.compareAndSet(false, true))
                .ifPresent(LOG::warn);
        return ours.get();
    }

    private static void clear(Job job, Path scratch) {
        try {
            if (Files.exists(scratch)) {
                Retention.delete(scratch);
            }
        } catch (IOException e) {
            LOG.warn("task {}: {} cannot be deleted", job.attempt(), scratch, e);
        }
    }
}
