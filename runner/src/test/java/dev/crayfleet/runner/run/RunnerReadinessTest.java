package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.NoopExecutor;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A runner with an executor that takes long to start. */
class RunnerReadinessTest extends RunnerTestBase {
    private static final Pool AUDITOR = new Pool("auditor");
    private final SlowExecutor slow = new SlowExecutor();

    private static final class SlowExecutor implements AgentExecutor {
        private final NoopExecutor done = new NoopExecutor();
        private volatile boolean ready;

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public boolean needsWorkspace() {
            return false;
        }

        @Override
        public Planned plan(TaskOptions options) {
            return done.plan(options);
        }

        @Override
        public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress) {
            return done.run(job, cancellation, progress);
        }
    }

    @Test
    void offersAPoolOnlyWhenItsTasksCanBeRun() {
        Runner runner =
                runner(Map.of(Pool.DEFAULT, new NoopExecutor(), AUDITOR, slow), ExitPolicy.NEVER);
        runner.sendHeartbeats();
        assertThat(sent).hasSize(2).allMatch(message -> message.pool().equals(Pool.DEFAULT));
        assertThat(runner.status().joined()).isTrue();
        assertThat(runner.status().starting()).containsExactly(AUDITOR);
        slow.ready = true;
        sent.clear();
        runner.sendHeartbeats();
        assertThat(sent(RunnerJoined.class))
                .singleElement()
                .matches(joined -> joined.pool().equals(AUDITOR) && joined.slots() == 2);
        assertThat(sent(RunnerBeat.class))
                .extracting(RunMessage::pool)
                .containsExactlyInAnyOrder(Pool.DEFAULT, AUDITOR);
        assertThat(runner.status().starting()).isEmpty();
    }

    @Test
    void isNeitherJoinedNorIdleWhileNothingIsReady() {
        AtomicInteger left = new AtomicInteger();
        Runner runner =
                runner(slow, new ExitPolicy(0, Duration.ofSeconds(60), left::incrementAndGet));
        runner.sendHeartbeats();
        assertThat(sent).isEmpty();
        assertThat(runner.status().joined()).isFalse();
        pass(Duration.ofSeconds(90));
        runner.checkLease();
        assertThat(left).hasValue(0);
        slow.ready = true;
        pass(Duration.ofSeconds(59));
        runner.checkLease();
        assertThat(left).hasValue(0);
        pass(Duration.ofSeconds(1));
        runner.checkLease();
        assertThat(left).hasValue(1);
    }
}
