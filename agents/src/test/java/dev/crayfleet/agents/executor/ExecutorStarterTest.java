package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutorStarterTest {
    private static final Pool AUDITOR = new Pool("auditor");
    private final AtomicInteger ready = new AtomicInteger();

    /** Starts as the test says. */
    private static class StartingExecutor implements AgentExecutor {
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger starts = new AtomicInteger();

        @Override
        public String name() {
            return "starting";
        }

        @Override
        public void start() throws InterruptedException {
            starts.incrementAndGet();
            release.await();
        }

        @Override
        public Planned plan(TaskOptions options) {
            throw new IllegalStateException("not asked for here");
        }

        @Override
        public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress) {
            throw new IllegalStateException("not asked for here");
        }
    }

    private static final class FailingExecutor extends StartingExecutor {
        private final int failures;

        private FailingExecutor(int failures) {
            this.failures = failures;
        }

        @Override
        public void start() {
            if (starts.incrementAndGet() <= failures) {
                throw new IllegalStateException("made to fail");
            }
        }
    }

    private ExecutorStarter starter(Map<Pool, AgentExecutor> byPool) {
        return new ExecutorStarter(
                new AgentExecutorsByPool(byPool),
                "test",
                ready::incrementAndGet,
                Duration.ofMillis(10));
    }

    private void awaitReady(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> ready.get() == count);
    }

    @Test
    void doesNotWaitForTheSlowestAndStartsEachOnce() throws Exception {
        StartingExecutor slow = new StartingExecutor();
        NoopExecutor fast = new NoopExecutor();
        try (ExecutorStarter starter =
                starter(Map.of(Pool.DEFAULT, fast, new Pool("other"), fast, AUDITOR, slow))) {
            starter.awaitFirst();
            awaitReady(1);
            slow.release.countDown();
            awaitReady(2);
            assertThat(slow.starts).hasValue(1);
        }
    }

    @Test
    void triesOneAgainThatFailsWhereAnotherIsReady() throws Exception {
        FailingExecutor failing = new FailingExecutor(3);
        try (ExecutorStarter starter =
                starter(Map.of(Pool.DEFAULT, new NoopExecutor(), AUDITOR, failing))) {
            starter.awaitFirst();
            awaitReady(2);
            assertThat(failing.starts).hasValue(4);
        }
    }

    @Test
    void failsWhereNoneCanBeStarted() {
        try (ExecutorStarter starter =
                starter(
                        Map.of(
                                Pool.DEFAULT,
                                new FailingExecutor(1_000_000),
                                AUDITOR,
                                new FailingExecutor(1_000_000)))) {
            assertThatThrownBy(starter::awaitFirst)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("made to fail");
        }
    }

    @Test
    void closingEndsTheStartAndTheWaiting() throws Exception {
        StartingExecutor slow = new StartingExecutor();
        ExecutorStarter starter = starter(Map.of(Pool.DEFAULT, slow));
        CompletableFuture<String> waiting = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        starter.awaitFirst();
                        waiting.complete("ready");
                    } catch (InterruptedException | RuntimeException e) {
                        waiting.complete(String.valueOf(e.getMessage()));
                    }
                });
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> slow.starts.get() == 1);
        starter.close();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("the start was cut short");
        assertThat(ready).hasValue(0);
    }
}
