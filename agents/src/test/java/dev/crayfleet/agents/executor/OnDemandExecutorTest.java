package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An executor that is there while it is needed; its time is cranked. */
class OnDemandExecutorTest {
    private final List<Counting> made = new ArrayList<>();
    private final Deque<Runnable> due = new ArrayDeque<>();
    private boolean isBroken;

    /** Says how often it was started and closed. */
    private final class Counting implements AgentExecutor {
        private int starts;
        private int closes;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void start() {
            starts++;
            if (isBroken) {
                throw new IllegalStateException("The gateway cannot be started: a test.");
            }
        }

        @Override
        public Planned plan(TaskOptions options) {
            throw new IllegalStateException("it is planned without it");
        }

        @Override
        public RunResult run(Job job, CancellationToken token, Consumer<String> progress) {
            throw new IllegalStateException("not run here");
        }

        @Override
        public void close() {
            closes++;
        }
    }

    private OnDemandExecutor executor() {
        return new OnDemandExecutor(
                "counting",
                new OnDemandExecutor.Demand(
                        () -> {
                            Counting next = new Counting();
                            made.add(next);
                            return next;
                        },
                        options ->
                                new DemoExecutor(
                                                Duration.ZERO,
                                                new DemoJournal(null, new RunnerId("r")))
                                        .plan(options),
                        () -> Optional.of(RunnerModels.LITERAL)),
                Duration.ofMinutes(30),
                (delay, action) -> {
                    assertThat(delay).isEqualTo(Duration.ofMinutes(30));
                    due.add(action);
                });
    }

    @Test
    void startsWithTheFirstTaskAndStopsAWhileAfterTheLast() throws Exception {
        OnDemandExecutor executor = executor();
        assertThat(executor.isReady()).isTrue();
        assertThat(executor.plan(TaskOptions.NONE)).isInstanceOf(AgentExecutor.Plan.class);
        assertThat(made).isEmpty();
        AgentUsers.Lease first = executor.takeUser(AgentUsers.OWN);
        AgentUsers.Lease second = executor.takeUser(AgentUsers.OWN);
        assertThat(made).hasSize(1);
        first.close();
        // Somebody works, so nothing is due.
        assertThat(due).isEmpty();
        second.close();
        assertThat(due).hasSize(1);
        due.remove().run();
        assertThat(made.getFirst().closes).isOne();
        executor.takeUser(AgentUsers.OWN).close();
        assertThat(made).hasSize(2);
        executor.close();
        assertThat(made.getLast().closes).isOne();
    }

    @Test
    void doesNotStopWhatWasUsedMeanwhile() throws Exception {
        OnDemandExecutor executor = executor();
        executor.takeUser(AgentUsers.OWN).close();
        executor.takeUser(AgentUsers.OWN).close();
        assertThat(due).hasSize(2);
        due.remove().run();
        assertThat(made.getFirst().closes).isZero();
        AgentUsers.Lease third = executor.takeUser(AgentUsers.OWN);
        due.remove().run();
        assertThat(made.getFirst().closes).isZero();
        third.close();
        due.remove().run();
        assertThat(made.getFirst().closes).isOne();
        assertThat(made).hasSize(1);
    }

    @Test
    void isTriedAgainByTheNextTaskWhereItDoesNotStart() throws Exception {
        OnDemandExecutor executor = executor();
        isBroken = true;
        assertThatThrownBy(() -> executor.takeUser(AgentUsers.OWN))
                .hasMessageContaining("cannot be started");
        assertThat(made.getFirst().closes).isOne();
        isBroken = false;
        executor.takeUser(AgentUsers.OWN).close();
        assertThat(made).hasSize(2);
        executor.close();
        assertThatThrownBy(() -> executor.takeUser(AgentUsers.OWN)).hasMessage("the runner stops");
        due.remove().run();
        assertThat(made.getLast().closes).isOne();
    }

    @Test
    void sessionsOfAnEarlierRunnerAreOverWhereNothingElseHasThem() {
        boolean[] isDone = {false};
        AgentExecutorsByPool executors = new AgentExecutorsByPool(Map.of(Pool.DEFAULT, executor()));
        assertThat(executors.discard("agent:main:crayfleet-a", () -> isDone[0] = true)).isTrue();
        assertThat(isDone[0]).isTrue();
        assertThat(made).isEmpty();
    }
}
