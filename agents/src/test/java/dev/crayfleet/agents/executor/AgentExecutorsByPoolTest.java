package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AgentExecutorsByPoolTest {
    private static final class CountingExecutor implements AgentExecutor {
        private int failures;
        private int starts;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void start() {
            starts++;
            if (failures-- > 0) {
                throw new IllegalStateException("not yet");
            }
        }

        @Override
        public Planned plan(TaskOptions options) {
            throw new IllegalStateException("nothing is planned here");
        }

        @Override
        public RunResult run(Job job, CancellationToken token, Consumer<String> progress) {
            throw new IllegalStateException("nothing is run here");
        }
    }

    /** Also one that says that it is always ready, and again after it has failed. */
    @Test
    void whatRunsTasksRestrictedIsStartedOnceBeforeTheFirst() throws Exception {
        CountingExecutor usual = new CountingExecutor();
        CountingExecutor restricted = new CountingExecutor();
        restricted.failures = 1;
        Pool other = new Pool("other");
        try (AgentExecutorsByPool executors =
                new AgentExecutorsByPool(
                        Map.of(Pool.DEFAULT, usual, other, usual),
                        null,
                        AgentUsers.OWN,
                        pool -> Optional.of(pool.equals(other) ? usual : restricted))) {
            assertThatThrownBy(() -> executors.restricted(Pool.DEFAULT)).hasMessage("not yet");
            assertThat(executors.restricted(Pool.DEFAULT)).hasValue(restricted);
            assertThat(executors.restricted(Pool.DEFAULT)).hasValue(restricted);
            assertThat(executors.restricted(other)).hasValue(usual);
        }
        assertThat(restricted.starts).isEqualTo(2);
        assertThat(usual.starts).isZero();
    }
}
