package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.DemoExecutor;
import dev.crayfleet.agents.executor.DemoJournal;
import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.executor.NoopExecutor;
import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import dev.crayfleet.runner.slots.RunnerSession;
import dev.crayfleet.runner.slots.TimeLimits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runner whose clock is cranked and whose messages arrive when the test says so. */
class RunnerTest {
    @TempDir Path folder;
    private final AtomicLong now = new AtomicLong();
    private final List<RunMessage> sent = new CopyOnWriteArrayList<>();
    private volatile boolean kafkaThere = true;
    private final CountDownLatch fetching = new CountDownLatch(1);
    private final Secrets secrets = new Secrets();
    private final List<Runner> started = new CopyOnWriteArrayList<>();

    private Runner runner(Duration work) {
        return runner(work, ExitPolicy.NEVER);
    }

    private Runner runner(Duration work, ExitPolicy departure) {
        return runner(new DemoExecutor(work, new DemoJournal(null, new RunnerId("r"))), departure);
    }

    private Runner runner(Executor executor, ExitPolicy departure) {
        WorkspaceSettings workspaces =
                new WorkspaceSettings(
                        folder.resolve("workers"), null, Duration.ofHours(1), 2_000, 10_000, 0);
        Workspaces made = new Workspaces(workspaces, new Random(7));
        FileTransfer none =
                new FileTransfer() {
                    @Override
                    public byte[] fetch(FileRef file, BooleanSupplier wanted) throws IOException {
                        fetching.countDown();
                        while (wanted.getAsBoolean()) {
                            LockSupport.parkNanos(10_000_000);
                        }
                        throw new IOException("nobody waits for it any more");
                    }

                    @Override
                    public FileRef carry(
                            TaskId task, String name, byte[] content, BooleanSupplier wanted)
                            throws IOException {
                        throw new IOException("none here");
                    }
                };
        RunnerMetrics ignored =
                new RunnerMetrics() {
                    @Override
                    public void ended(RunOutcome outcome, Duration duration) {}

                    @Override
                    public void refused() {}

                    @Override
                    public void fenced() {}
                };
        Runner runner =
                new Runner(
                        new RunnerPolicy(
                                new RunnerId("r"),
                                Map.of(Pool.DEFAULT, 2),
                                new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5)),
                                Duration.ZERO,
                                Duration.ofSeconds(1)),
                        message -> {
                            sent.add(message);
                            return kafkaThere
                                    ? CompletableFuture.completedFuture(null)
                                    : new CompletableFuture<>();
                        },
                        new AttemptRunner(
                                new PoolExecutors(Map.of(Pool.DEFAULT, executor)),
                                made,
                                new RunRegistry(workspaces.folder()),
                                secrets,
                                new ReportBuilder(workspaces, made, none, secrets),
                                TimeLimits.DEFAULT,
                                none,
                                Clock.systemUTC(),
                                now::get),
                        ignored,
                        now::get,
                        Clock.systemUTC(),
                        departure);
        started.add(runner);
        return runner;
    }

    @AfterEach
    void drain() throws InterruptedException {
        for (Runner each : started) {
            each.drain();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static ClaimGranted claim(Holder holder, String task) {
        return claim(holder, task, List.of());
    }

    private static ClaimGranted claim(Holder holder, String task, List<FileRef> files) {
        return new ClaimGranted(
                holder,
                new Attempt(new TaskId(task), 1),
                Pool.DEFAULT,
                new Work(
                        Prompt.of("1 + 1"),
                        TaskOptions.NONE,
                        files,
                        Requester.UNKNOWN,
                        new Origin.Http()),
                Duration.ofSeconds(15),
                Instant.EPOCH);
    }

    private <T extends RunMessage> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static void await(org.awaitility.core.ThrowingRunnable that) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(that);
    }

    @Test
    void joinsFirstAndOnlyBeatsOnceItIsHeard() {
        Runner runner = runner(Duration.ZERO);
        runner.beat();
        runner.beat();
        assertThat(sent(RunnerJoined.class)).hasSize(1);
        assertThat(sent(RunnerBeat.class)).hasSize(2);
        assertThat(sent.getFirst()).isInstanceOf(RunnerJoined.class);
        assertThat(runner.status().joined()).isTrue();
    }

    @Test
    void runsNothingForBenchmarksAndLeavesNothingOnDisk() {
        Runner runner = runner(new NoopExecutor(), ExitPolicy.NEVER);
        runner.beat();
        runner.heed(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        RunFinished finished = sent(RunFinished.class).getFirst();
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        RunReport report = Objects.requireNonNull(finished.report());
        assertThat(report.workspace().path()).matches("workers/agent-\\d+-[0-9a-f]{8}/tasks/a");
        assertThat(report.notes()).singleElement().asString().contains("Nothing was run");
        assertThat(sent(RunStarted.class))
                .singleElement()
                .matches(is -> is.executor().equals("noop"));
        assertThat(folder.resolve("workers")).doesNotExist();
    }

    @Test
    void stopsItsAgentsAndBecomesAnotherWhenNoBeatArrives() {
        Runner runner = runner(Duration.ofMinutes(1));
        runner.beat();
        Holder old = runner.status().holder();
        runner.heed(claim(old, "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        kafkaThere = false;
        pass(Duration.ofSeconds(9));
        runner.beat();
        runner.watch();
        assertThat(runner.status().holder()).isEqualTo(old);
        pass(Duration.ofSeconds(2));
        runner.watch();
        await(() -> {
            runner.watch();
            assertThat(runner.status().holder()).isNotEqualTo(old);
        });
        assertThat(sent(RunFinished.class))
                .singleElement()
                .satisfies(finished -> {
                    assertThat(finished.holder()).isEqualTo(old);
                    assertThat(finished.outcome())
                            .isInstanceOfSatisfying(
                                    RunOutcome.Failed.class,
                                    failed ->
                                            assertThat(failed.kind()).isEqualTo(FailureKind.LOST));
                });
        assertThat(sent(RunnerLeft.class)).singleElement().matches(is -> is.holder().equals(old));
        kafkaThere = true;
        runner.beat();
        assertThat(runner.status().joined()).isTrue();
    }

    @Test
    void saysNothingInAnOldLifesNameAfterASleep() {
        Runner runner = runner(Duration.ofMinutes(1));
        runner.beat();
        Holder old = runner.status().holder();
        runner.heed(claim(old, "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        long beats = sent(RunnerBeat.class).size();
        pass(Duration.ofMinutes(5));
        // Woken up: the beat comes before anybody else has looked at the clock.
        runner.beat();
        assertThat(sent(RunnerBeat.class)).hasSize((int) beats);
        runner.heed(claim(old, "b"));
        await(() -> {
            runner.watch();
            assertThat(runner.status().holder()).isNotEqualTo(old);
        });
        assertThat(sent(RunStarted.class)).hasSize(1);
        assertThat(sent(RunnerBeat.class))
                .last()
                .matches(beat -> !beat.holder().equals(old) && beat.held().isEmpty());
    }

    @Test
    void startsNothingForAClaimThatWaitedThroughASleep() {
        Runner runner = runner(Duration.ZERO);
        runner.beat();
        Holder old = runner.status().holder();
        pass(Duration.ofMinutes(5));
        runner.heed(claim(old, "a"));
        runner.watch();
        assertThat(runner.status().holder()).isNotEqualTo(old);
        assertThat(sent(RunStarted.class)).isEmpty();
    }

    @Test
    void holdsAResultUntilItHasArrived() {
        Runner runner = runner(Duration.ZERO);
        runner.beat();
        Holder me = runner.status().holder();
        kafkaThere = false;
        runner.heed(claim(me, "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        runner.beat();
        assertThat(sent(RunnerBeat.class).getLast().held())
                .containsExactly(new Attempt(new TaskId("a"), 1));
        assertThat(runner.status().busy()).isZero();
    }

    @Test
    void leavesAfterTheTasksItWasStartedFor() {
        AtomicLong left = new AtomicLong();
        Runner runner =
                runner(Duration.ZERO, new ExitPolicy(1, Duration.ZERO, left::incrementAndGet));
        runner.beat();
        Holder me = runner.status().holder();
        assertThat(sent(RunnerBeat.class).getLast().slots()).isEqualTo(1);
        runner.watch();
        assertThat(left).hasValue(0);
        runner.heed(claim(me, "a"));
        runner.heed(claim(me, "b"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(2));
        assertThat(sent(RunnerDraining.class)).hasSize(1);
        assertThat(sent(RunFinished.class))
                .filteredOn(finished -> finished.attempt().task().value().equals("b"))
                .singleElement()
                .matches(finished -> finished.outcome() instanceof RunOutcome.Failed);
        await(() -> {
            runner.watch();
            assertThat(left).hasValue(1);
        });
        runner.watch();
        assertThat(left).hasValue(1);
    }

    @Test
    void leavesWhenItHasNothingToDo() {
        AtomicLong left = new AtomicLong();
        Runner runner =
                runner(
                        Duration.ZERO,
                        new ExitPolicy(0, Duration.ofSeconds(5), left::incrementAndGet));
        runner.beat();
        pass(Duration.ofSeconds(4));
        runner.beat();
        runner.heed(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        pass(Duration.ofSeconds(4));
        runner.beat();
        runner.watch();
        assertThat(left).hasValue(0);
        pass(Duration.ofSeconds(1));
        runner.watch();
        assertThat(left).hasValue(1);
    }

    @Test
    void saysGoodByeLast() throws Exception {
        Runner runner = runner(Duration.ofMinutes(1));
        runner.beat();
        runner.heed(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        // Real time: the agent is given none, and is stopped at once.
        started.clear();
        runner.drain();
        runner.beat();
        assertThat(sent.getLast()).isInstanceOf(RunnerLeft.class);
        assertThat(sent(RunnerDraining.class)).hasSize(1);
        assertThat(sent(RunFinished.class))
                .singleElement()
                .matches(finished ->
                        finished.outcome()
                                .equals(
                                        RunOutcome.Failed.of(
                                                FailureKind.LOST, "runner is shutting down")));
    }

    /** Succeeds, and says what it likes; or fails as nothing should. */
    private static Executor saying(String model, String cost, boolean failing) {
        return new Executor() {
            @Override
            public String name() {
                return "saying";
            }

            @Override
            public boolean needsWorkspace() {
                return false;
            }

            @Override
            public Planned plan(TaskOptions options) {
                return new Plan("planned", null, Thinking.OFF, false, List.of());
            }

            @Override
            public RunResult run(Job job, CancellationToken stop, Consumer<String> progress) {
                if (failing) {
                    throw new OutOfMemoryError("made up: unable to create native thread");
                }
                return new RunResult(
                        new RunOutcome.Succeeded(),
                        "done",
                        model,
                        null,
                        new BigDecimal(cost),
                        List.of());
            }
        };
    }

    @Test
    void tellsNothingWithoutBoundsOfWhatAnAgentTook() {
        secrets.add("made-up-secret");
        Runner runner =
                runner(
                        saying("made-up-secret" + "m".repeat(2_000_000), "1e100000000", false),
                        ExitPolicy.NEVER);
        runner.beat();
        runner.heed(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        RunReport.Spend spend =
                Objects.requireNonNull(sent(RunFinished.class).getFirst().report()).spend();
        assertThat(spend.model()).hasSize(200).doesNotContain("made-up-secret").contains("mmm");
        assertThat(spend.costUsd()).isNull();
    }

    @Test
    void tellsTheEndOfAnAttemptThatNoErrorWasExpectedOf() {
        Runner runner = runner(saying("m", "1", true), ExitPolicy.NEVER);
        runner.beat();
        runner.heed(claim(runner.status().holder(), "a"));
        await(() -> {
            runner.beat();
            assertThat(sent(RunFinished.class))
                    .singleElement()
                    .matches(is ->
                            is.outcome() instanceof RunOutcome.Failed failed
                                    && failed.kind() == FailureKind.TRANSIENT);
            assertThat(sent(RunnerBeat.class).getLast().held()).isEmpty();
        });
    }

    @Test
    void holdsNothingThatCouldNotBeStarted() {
        RunnerState present =
                new RunnerState(
                        new RunnerPolicy(
                                new RunnerId("r"),
                                Map.of(Pool.DEFAULT, 1),
                                new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5)),
                                Duration.ZERO,
                                Duration.ofSeconds(1)),
                        ExitPolicy.NEVER,
                        0);
        Holder me = present.life().holder();
        assertThatThrownBy(() ->
                        present.take(
                                claim(me, "a"),
                                0,
                                taken -> {
                                    throw new OutOfMemoryError("made up: no thread");
                                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(present.life().held()).isZero();
        assertThat(present.take(claim(me, "b"), 0, taken -> {}))
                .isEqualTo(RunnerSession.Answer.TAKEN);
    }

    @Test
    void doesNotWaitForFilesOfATaskThatIsCancelled() throws Exception {
        Runner runner = runner(Duration.ZERO);
        runner.beat();
        Holder me = runner.status().holder();
        List<FileRef> files = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            files.add(new FileRef(i + ".txt", 1, "ab".repeat(32), 0, i, 1));
        }
        ClaimGranted claim = claim(me, "a", files);
        runner.heed(claim);
        assertThat(fetching.await(20, TimeUnit.SECONDS)).isTrue();
        runner.heed(new ClaimRevoked(me, claim.attempt(), Pool.DEFAULT, "stop it", Instant.EPOCH));
        await(() -> {
            pass(Duration.ofMillis(500));
            runner.beat();
            assertThat(sent(RunFinished.class))
                    .singleElement()
                    .matches(is ->
                            is.outcome()
                                    .equals(
                                            RunOutcome.Failed.of(
                                                    FailureKind.CANCELLED, "stop it")));
        });
    }
}
