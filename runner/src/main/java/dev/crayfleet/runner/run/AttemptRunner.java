package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.executor.Executor.Plan;
import dev.crayfleet.agents.executor.Executor.Planned;
import dev.crayfleet.agents.executor.Executor.RunResult;
import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.Ticker;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.FileErrors;
import dev.crayfleet.agents.workspace.RunRegistration;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.runner.slots.TimeLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one claim from its plan to its report: plan, workspace, agent, harvest. Safe for use by
 * many threads.
 */
public final class AttemptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    /** More is not told of what an agent is doing. */
    private static final int NOTE_CHARS = 200;

    private final PoolExecutors executors;
    private final Workspaces workspaces;
    private final RunRegistry notes;
    private final Secrets secrets;
    private final ReportBuilder reports;
    private final TimeLimits limits;
    private final FileTransfer luggage;
    private final Clock clock;
    private final Ticker ticker;

    public AttemptRunner(
            PoolExecutors executors,
            Workspaces workspaces,
            RunRegistry notes,
            Secrets secrets,
            ReportBuilder reports,
            TimeLimits limits,
            FileTransfer luggage,
            Clock clock,
            Ticker ticker) {
        this.executors = executors;
        this.workspaces = workspaces;
        this.notes = notes;
        this.secrets = secrets;
        this.reports = reports;
        this.limits = limits;
        this.luggage = luggage;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** How an attempt ended; the report is absent where it never came to an agent. */
    record Ended(RunOutcome outcome, @Nullable RunReport report, Duration duration) {
        static Ended before(FailureKind kind, String reason) {
            return new Ended(RunOutcome.Failed.of(kind, reason), null, Duration.ZERO);
        }
    }

    /** Who watches an attempt. */
    interface Watcher {
        void started(String agent, String executor);

        void progressed(String note);
    }

    String executor() {
        return executors.names();
    }

    /** Runs it to its end; no process of it is left then. */
    Ended run(ClaimGranted claim, CancellationToken stop, Watcher watcher)
            throws InterruptedException {
        try {
            Ended ended = planned(claim, stop, watcher);
            return new Ended(masked(ended.outcome()), ended.report(), ended.duration());
        } catch (RuntimeException | Error e) {
            // Whatever it was: an attempt whose end is not told is held for ever.
            LOG.error("task {}: the runner failed on it", claim.attempt(), e);
            return Ended.before(
                    FailureKind.TRANSIENT, secrets.mask("The runner itself failed on it: " + e));
        }
    }

    private Ended planned(ClaimGranted claim, CancellationToken stop, Watcher watcher)
            throws InterruptedException {
        Executor executor = executors.of(claim.pool());
        return switch (executor.plan(claim.work().options())) {
            case Planned.Refused refused -> new Ended(refused.why(), null, Duration.ZERO);
            case Plan plan -> run(claim, executor, plan, stop, watcher);
        };
    }

    private Ended run(
            ClaimGranted claim,
            Executor executor,
            Plan plan,
            CancellationToken stop,
            Watcher watcher)
            throws InterruptedException {
        Laid laid;
        try {
            laid = prepare(claim, executor, new CancellationGrace(stop, ticker));
        } catch (IOException e) {
            if (stop.requested().isPresent()) {
                return stopped(stop.requested().get());
            }
            LOG.warn("task {}: no workspace for it", claim.attempt(), e);
            return Ended.before(
                    FailureKind.TRANSIENT,
                    "The task could not be laid out for an agent: " + FileErrors.of(e) + ".");
        }
        try (RunRegistration note = note(laid.workspace(), executor)) {
            Job job =
                    new Job(
                            claim.attempt(),
                            laid.workspace(),
                            laid.prompt(),
                            plan,
                            limits.of(claim.work().options()),
                            note);
            return run(job, executor, stop, watcher);
        } finally {
            if (executor.needsWorkspace()) {
                workspaces.clear(laid.workspace());
            }
        }
    }

    private static Ended stopped(CancellationToken.Request request) {
        return Ended.before(request.kind(), request.reason());
    }

    private RunRegistration note(Workspace workspace, Executor executor) {
        return executor.needsWorkspace()
                ? notes.register(workspace)
                : notes.registerUnrecorded(workspace);
    }

    private Ended run(Job job, Executor executor, CancellationToken stop, Watcher watcher)
            throws InterruptedException {
        if (stop.requested().isPresent()) {
            return stopped(stop.requested().get());
        }
        watcher.started(job.workspace().agent(), executor.name());
        long began = ticker.nanos();
        RunResult ran =
                run(
                        job,
                        executor,
                        stop,
                        note ->
                                watcher.progressed(
                                        Limits.cut(
                                                Texts.oneLine(secrets.mask(note)).strip(),
                                                NOTE_CHARS)));
        Duration took = Duration.ofNanos(ticker.nanos() - began);
        if (stop.requested().map(CancellationToken.Request::silent).orElse(false)) {
            return new Ended(ran.outcome(), null, took);
        }
        return gathered(job, executor, ran, took, new CancellationGrace(stop, ticker));
    }

    /** What the agent left is read whatever it is: its work was done, and is not done again. */
    private Ended gathered(
            Job job, Executor executor, RunResult ran, Duration took, CancellationGrace wanted) {
        try {
            ReportBuilder.Told told =
                    executor.needsWorkspace()
                            ? reports.of(job, ran, took, wanted)
                            : reports.ofWords(job, ran, took, wanted);
            return new Ended(told.outcome(), told.report(), took);
        } catch (RuntimeException | Error e) {
            LOG.error("task {}: what it left cannot be gathered", job.attempt(), e);
            String why = "The agent has ended, and what it left could not be gathered: " + e;
            return new Ended(
                    ran.outcome() instanceof RunOutcome.Failed
                            ? ran.outcome()
                            : RunOutcome.Failed.of(FailureKind.AGENT_ERROR, why),
                    null,
                    took);
        }
    }

    private RunOutcome masked(RunOutcome outcome) {
        return outcome instanceof RunOutcome.Failed failed
                ? new RunOutcome.Failed(
                        failed.kind(),
                        Texts.printable(secrets.mask(failed.reason())),
                        failed.retryAfter())
                : outcome;
    }

    private static RunResult run(
            Job job, Executor executor, CancellationToken stop, Consumer<String> progress)
            throws InterruptedException {
        try {
            return executor.run(job, stop, progress);
        } catch (RuntimeException | Error e) {
            LOG.error("task {}: the executor failed", job.attempt(), e);
            return RunResult.failed(
                    RunOutcome.Failed.of(
                            FailureKind.TRANSIENT, "The runner itself failed on it: " + e));
        }
    }

    /** A task that has its folder, or at least the name of one. */
    private record Laid(Workspace workspace, String prompt) {}

    private Laid prepare(ClaimGranted claim, Executor executor, CancellationGrace wanted)
            throws IOException {
        String prompt = whole(claim.work().prompt(), wanted);
        Map<String, byte[]> inputs = new LinkedHashMap<>();
        for (FileRef file : claim.work().files()) {
            inputs.put(unlike(inputs, file.name()), luggage.fetch(file, wanted));
        }
        Workspace workspace =
                executor.needsWorkspace()
                        ? workspaces.create(claim.attempt().task(), prompt, inputs, clock.instant())
                        : workspaces.named(claim.attempt().task(), clock.instant());
        return new Laid(workspace, prompt);
    }

    private String whole(Prompt prompt, CancellationGrace wanted) throws IOException {
        FileRef file = prompt.file();
        return file == null
                ? prompt.text()
                : new String(luggage.fetch(file, wanted), StandardCharsets.UTF_8);
    }

    /** Two attachments may have one name. */
    private static String unlike(Map<String, byte[]> taken, String name) {
        String free = name;
        for (int n = 2; taken.containsKey(free); n++) {
            free = n + "-" + Limits.cut(name, 60);
        }
        return free;
    }
}
