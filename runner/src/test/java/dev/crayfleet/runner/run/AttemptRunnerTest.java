package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.executor.NoopExecutor;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.runner.slots.TimeLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures before an agent has started. */
class AttemptRunnerTest {
    @TempDir Path folder;

    /** Whose plan the test gives. */
    private record PlanningExecutor(Supplier<Planned> plan) implements AgentExecutor {
        @Override
        public String name() {
            return "planning";
        }

        @Override
        public Planned plan(TaskOptions options) {
            return plan.get();
        }

        @Override
        public RunResult run(Job job, CancellationToken stop, Consumer<String> progress) {
            throw new IllegalStateException("made-up-secret is to run");
        }
    }

    private Failed run(AgentExecutor executor, Path workers) throws Exception {
        return (Failed) run(executor, workers, TimeLimits.DEFAULT, TaskOptions.NONE).outcome();
    }

    private static AttemptResult run(
            AgentExecutor executor, Path workers, TimeLimits limits, TaskOptions options)
            throws Exception {
        return run(
                new AgentExecutorsByPool(Map.of(Pool.DEFAULT, executor)),
                workers,
                limits,
                options,
                null);
    }

    private static AttemptResult run(
            AgentExecutorsByPool executors,
            Path workers,
            TimeLimits limits,
            TaskOptions options,
            @Nullable AgentMode mode)
            throws Exception {
        WorkspaceSettings settings =
                new WorkspaceSettings(
                        workers,
                        null,
                        null,
                        Duration.ofHours(1),
                        Duration.ofHours(168),
                        2_000,
                        10_000,
                        0);
        Workspaces workspaces = new Workspaces(settings, new Random(7));
        Secrets secrets = new Secrets();
        secrets.add("made-up-secret");
        FileTransfer noFiles =
                new FileTransfer() {
                    @Override
                    public byte[] fetch(FileRef file, BooleanSupplier isWanted) {
                        throw new IllegalStateException("none here");
                    }

                    @Override
                    public FileRef upload(
                            TaskId task, String name, byte[] content, BooleanSupplier isWanted) {
                        throw new IllegalStateException("none here");
                    }
                };
        AttemptRunner attempts =
                new AttemptRunner(
                        executors,
                        new TaskPreparer(
                                workspaces, noFiles, TestHomes.in(workers), Clock.systemUTC()),
                        new AgentRunRegistry(workers),
                        secrets,
                        new ReportBuilder(settings, workspaces, noFiles, secrets),
                        limits,
                        System::nanoTime);
        ClaimGranted claim =
                new ClaimGranted(
                        new Holder(new RunnerId("r"), new Incarnation("1")),
                        new Attempt(new TaskId("t"), 1),
                        Pool.DEFAULT,
                        new Work(
                                Prompt.of("1 + 1"),
                                options,
                                List.of(),
                                Requester.UNKNOWN,
                                new Origin.Http(),
                                null,
                                mode,
                                null),
                        Duration.ofSeconds(15),
                        Instant.EPOCH);
        return attempts.run(
                claim,
                new CancellationToken(),
                new AttemptListener() {
                    @Override
                    public void started(Workspace workspace, String kind) {}

                    @Override
                    public void progressed(String note) {}
                });
    }

    /** Its usual agents, whose secret would be in the reason, are not asked. */
    @Test
    void aTaskThatIsToBeRestrictedIsRunSoOrNotAtAll() throws Exception {
        AgentExecutor usual =
                new PlanningExecutor(() -> {
                    throw new AssertionError("asked");
                });
        AttemptResult refused =
                runRestricted(new AgentExecutorsByPool(Map.of(Pool.DEFAULT, usual)));
        assertThat(refused.outcome())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
                            assertThat(failed.reason()).contains("cannot do that");
                        });
        AgentExecutor restricted = new NoopExecutor();
        AttemptResult done =
                runRestricted(
                        new AgentExecutorsByPool(
                                Map.of(Pool.DEFAULT, usual),
                                null,
                                AgentUsers.OWN,
                                pool -> Optional.of(restricted)));
        assertThat(done.outcome()).isEqualTo(new RunOutcome.Succeeded());
    }

    private AttemptResult runRestricted(AgentExecutorsByPool executors) throws Exception {
        return run(executors, folder, TimeLimits.DEFAULT, TaskOptions.NONE, AgentMode.RESTRICTED);
    }

    @Test
    void notesThatATaskGotLessTimeThanItAskedFor() throws Exception {
        TimeLimits limits =
                new TimeLimits(
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(300),
                        Duration.ofMinutes(1));
        assertThat(notes(limits, Duration.ofMinutes(10)))
                .contains("The task asked for 10 min; this runner gives a task at most 1 min.");
        assertThat(notes(limits, Duration.ofSeconds(30))).noneMatch(note -> note.contains("asked"));
    }

    private List<String> notes(TimeLimits limits, Duration timeout) throws Exception {
        AttemptResult result =
                run(
                        new NoopExecutor(),
                        folder,
                        limits,
                        new TaskOptions(null, null, timeout, null, null));
        return Objects.requireNonNull(result.report()).notes();
    }

    @Test
    void masksSecretsInTheReasonWhyItWasNotRun() throws Exception {
        Failed refused = Failed.of(FailureKind.PERMANENT, "no model made-up-secret");
        assertThat(
                        run(
                                        new PlanningExecutor(
                                                () -> new AgentExecutor.Planned.Refused(refused)),
                                        folder)
                                .reason())
                .isEqualTo("no model ***");
        PlanningExecutor broken =
                new PlanningExecutor(() -> {
                    throw new IllegalStateException("made-up-secret is odd");
                });
        assertThat(run(broken, folder).kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(run(broken, folder).reason()).contains("*** is odd");
        Path taken = Files.createFile(folder.resolve("made-up-secret"));
        PlanningExecutor planned =
                new PlanningExecutor(
                        () -> new AgentExecutor.Plan("m", null, Thinking.OFF, false, List.of()));
        assertThat(run(planned, taken).reason())
                .contains("could not be prepared")
                .doesNotContain("made-up-secret");
        assertThat(run(planned, folder.resolve("workers")).reason()).contains("*** is to run");
    }
}
