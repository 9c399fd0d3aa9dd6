package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.executor.Executor.Planned;
import dev.crayfleet.agents.executor.Executor.Ran;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.process.AgentEnvironment;
import dev.crayfleet.agents.process.AgentProcess;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    private final OpenClawPrices prices;

    /**
     * @param program to run
     * @param stateDir OpenClaw's own state; absent leaves it to OpenClaw
     * @param cache of compiled code, shared by all runs
     * @param startGrace what it may take beyond a task's time before it is stopped
     * @param restricted whether agents have no shell, and no files but those of their workspace
     * @param fallback for a thinking level that the model does not have
     */
    public record Settings(
            Path program,
            @Nullable Path stateDir,
            Path cache,
            Duration startGrace,
            boolean restricted,
            ThinkingFallback fallback,
            ProcessSettings processes) {}

    public OpenClawExecutor(Settings settings, OpenClawFile file, OpenClawPrices prices) {
        this.settings = settings;
        this.file = file;
        this.prices = prices;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Planned plan(TaskOptions options) {
        try {
            return ModelPlanner.plan(options, file.read().catalog(), settings.fallback());
        } catch (IllegalArgumentException unreadable) {
            return new Planned.Refused(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        }
    }

    @Override
    public Ran run(Job job, CancellationToken stop, Consumer<String> progress)
            throws InterruptedException {
        OpenClawJson json;
        List<String> words;
        try {
            json = file.read();
            words = words(job, json);
        } catch (IllegalArgumentException unreadable) {
            return Ran.failed(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        } catch (IOException e) {
            return notStarted(job, e);
        }
        try {
            Files.createDirectories(settings.cache());
            settings.processes().confinement().give(settings.cache());
            AgentProcess.Command command =
                    settings.processes()
                            .command(
                                    words,
                                    job,
                                    job.timeout().plus(settings.startGrace()),
                                    environment(job.workspace().scratch(), json));
            long began = System.nanoTime();
            OpenClawLog log = new OpenClawLog(progress);
            AgentProcess.Ended ended = AgentProcess.run(command, stop, log::accept);
            boolean hadItsTime = System.nanoTime() - began >= job.timeout().toNanos();
            Optional<Envelope> envelope = Envelope.parse(ended.printed());
            RunOutcome outcome = outcome(job, ended, envelope, log.retrying(), hadItsTime);
            return envelope.map(said -> ran(job, said, outcome, json.catalog()))
                    .orElseGet(() -> new Ran(outcome, "", null, null, null, List.of()));
        } catch (IOException e) {
            return notStarted(job, e);
        }
    }

    private static Ran notStarted(Job job, IOException e) {
        LOG.warn("task {}: OpenClaw could not be started", job.attempt(), e);
        return Ran.failed(
                Failed.of(
                        FailureKind.TRANSIENT, "OpenClaw could not be started: " + e.getMessage()));
    }

    private List<String> words(Job job, OpenClawJson json) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(settings.program().toString(), "agent", "exec", "--json"));
        if (settings.restricted() || settings.processes().confinement().user() != null) {
            words.addAll(List.of("--config", ownConfig(job, json).toString()));
        } else if (file.exists()) {
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

    /** Out of the folder its file tools see, and where whom it runs as can read it. */
    private Path ownConfig(Job job, OpenClawJson json) throws IOException {
        return settings.processes()
                .confinement()
                .place(
                        settings.restricted()
                                ? OpenClawConfigs.restricted(json.root())
                                : OpenClawConfigs.whole(json.root()),
                        // Only the runner writes there.
                        job.workspace().root(),
                        job.workspace().scratch().resolve("openclaw.json"));
    }

    private Map<String, String> environment(Path scratch, OpenClawJson json) {
        Set<String> allowed = new HashSet<>(settings.processes().passEnv());
        allowed.addAll(json.variables());
        Map<String, String> environment =
                new TreeMap<>(
                        AgentEnvironment.of(
                                settings.processes().environment(),
                                allowed,
                                settings.program(),
                                settings.processes().extraPythonPath()));
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
                prices.cost(said, job.plan().model(), catalog),
                List.of());
    }

    private static RunOutcome outcome(
            Job job,
            AgentProcess.Ended ended,
            Optional<Envelope> envelope,
            Optional<ModelRetry> retrying,
            boolean hadItsTime) {
        if (ended.cut() instanceof AgentProcess.Cut.OutOfTime && retrying.isPresent()) {
            return FailureClassifier.whileRetrying(retrying.get());
        }
        Optional<Failed> cut = ended.failure(job.timeout());
        if (cut.isPresent()) {
            return cut.get();
        }
        return FailureClassifier.classify(
                ended.exit(), envelope, ended.lastLine(), hadItsTime, Instant.now());
    }
}
