package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.executor.DemoExecutor;
import dev.crayfleet.agents.executor.DemoJournal;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import dev.crayfleet.runner.slots.TimeLimits;
import dev.crayfleet.stage.traces.TaskTracer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A runner whose clock stands still, and whose messages arrive or not, as the test says. */
abstract class RunnerTestBase {
    @TempDir Path folder;
    final AtomicLong now = new AtomicLong();
    final List<RunMessage> sent = new CopyOnWriteArrayList<>();
    volatile boolean isKafkaThere = true;
    volatile Consumer<RunMessage> onSend = message -> {};
    final CountDownLatch fetching = new CountDownLatch(1);
    final Secrets secrets = new Secrets();
    final List<Runner> started = new CopyOnWriteArrayList<>();

    Runner runner(Duration work) {
        return runner(work, ExitPolicy.NEVER);
    }

    Runner runner(Duration work, ExitPolicy exitPolicy) {
        return runner(new DemoExecutor(work, new DemoJournal(null, new RunnerId("r"))), exitPolicy);
    }

    Runner runner(AgentExecutor executor, ExitPolicy exitPolicy) {
        return runner(Map.of(Pool.DEFAULT, executor), exitPolicy);
    }

    /** With two slots for each pool. */
    Runner runner(Map<Pool, AgentExecutor> executors, ExitPolicy exitPolicy) {
        Map<Pool, Integer> slots = new TreeMap<>();
        executors.keySet().forEach(pool -> slots.put(pool, 2));
        WorkspaceSettings settings =
                new WorkspaceSettings(
                        folder.resolve("workers"),
                        null,
                        null,
                        Duration.ofHours(1),
                        Duration.ofHours(168),
                        2_000,
                        10_000,
                        0);
        Workspaces workspaces = new Workspaces(settings, new Random(7));
        FileTransfer noFiles =
                new FileTransfer() {
                    @Override
                    public byte[] fetch(FileRef file, BooleanSupplier isWanted) throws IOException {
                        fetching.countDown();
                        while (isWanted.getAsBoolean()) {
                            LockSupport.parkNanos(10_000_000);
                        }
                        throw new IOException("nobody waits for it any more");
                    }

                    @Override
                    public FileRef upload(
                            TaskId task, String name, byte[] content, BooleanSupplier isWanted)
                            throws IOException {
                        throw new IOException("none here");
                    }
                };
        RunnerMetrics noMetrics =
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
                                "build-7",
                                slots,
                                new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5)),
                                Duration.ofSeconds(2),
                                Duration.ZERO,
                                Duration.ofSeconds(1)),
                        message -> {
                            sent.add(message);
                            onSend.accept(message);
                            return isKafkaThere
                                    ? CompletableFuture.completedFuture(null)
                                    : new CompletableFuture<>();
                        },
                        new AttemptRunner(
                                new AgentExecutorsByPool(executors),
                                new TaskPreparer(
                                        workspaces,
                                        noFiles,
                                        TestHomes.in(folder),
                                        Clock.systemUTC()),
                                new AgentRunRegistry(settings.folder()),
                                secrets,
                                new ReportBuilder(settings, workspaces, noFiles, secrets),
                                TimeLimits.DEFAULT,
                                now::get),
                        noMetrics,
                        now::get,
                        Clock.systemUTC(),
                        exitPolicy,
                        TaskTracer.OFF);
        started.add(runner);
        return runner;
    }

    @AfterEach
    void drain() throws InterruptedException {
        for (Runner each : started) {
            each.drain();
        }
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    static ClaimGranted claim(Holder holder, String task) {
        return claim(holder, task, List.of());
    }

    static ClaimGranted claim(Holder holder, String task, List<FileRef> files) {
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

    <T extends RunMessage> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static void await(org.awaitility.core.ThrowingRunnable that) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(that);
    }
}
