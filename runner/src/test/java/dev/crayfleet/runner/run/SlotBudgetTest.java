package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotBudgetTest {
    private static final Pool A = new Pool("a");
    private static final Pool B = new Pool("b");
    private final SlotBudget budget = new SlotBudget();
    private final RunnerSession session =
            new RunnerSession(
                    new Holder(new RunnerId("r"), new Incarnation("1")),
                    Map.of(A, 2, B, 1),
                    new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5)));

    private Map<Pool, Integer> offer(int remainingTasks, int seconds) {
        return budget.offer(
                session, session.pools(), remainingTasks, Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void offersAllSlotsWhileEnoughTasksRemain() {
        assertThat(offer(Integer.MAX_VALUE, 0)).isEqualTo(Map.of(A, 2, B, 1));
        assertThat(offer(3, 100)).isEqualTo(Map.of(A, 2, B, 1));
    }

    @Test
    void offersNoMoreThanTheRemainingTasksToPoolsInTurn() {
        assertThat(offer(1, 0)).isEqualTo(Map.of(A, 1, B, 0));
        assertThat(offer(1, 9)).isEqualTo(Map.of(A, 1, B, 0));
        assertThat(offer(1, 10))
                .as("claims of the old offer come in first")
                .isEqualTo(Map.of(A, 0, B, 0));
        assertThat(offer(1, 12)).isEqualTo(Map.of(A, 0, B, 1));
        assertThat(offer(1, 20)).isEqualTo(Map.of(A, 0, B, 0));
        assertThat(offer(1, 22)).isEqualTo(Map.of(A, 1, B, 0));
        assertThat(offer(0, 24)).isEqualTo(Map.of(A, 0, B, 0));
    }

    @Test
    void offersNothingToAPoolWhoseAgentsCannotBeRunYet() {
        assertThat(budget.offer(session, List.of(B), Integer.MAX_VALUE, 0)).isEqualTo(Map.of(B, 1));
        assertThat(budget.offer(session, List.of(B), 1, 0))
                .as("no turn is waited for")
                .isEqualTo(Map.of(B, 1));
        assertThat(budget.offer(session, List.of(), 1, 0)).isEmpty();
    }

    @Test
    void offersASlotThatIsLentAndNoMoreThanThereAreWhenItIsTakenBack() {
        Attempt parent = accept("parent");
        accept("other");
        assertThat(offer(0, 0)).isEqualTo(Map.of(A, 2, B, 0));
        session.lend(parent, true, 0);
        assertThat(offer(Integer.MAX_VALUE, 0)).isEqualTo(Map.of(A, 2, B, 1));
        assertThat(offer(0, 0)).as("it accepts no more").isEqualTo(Map.of(A, 1, B, 0));
        accept("child");
        session.lend(parent, false, 0);
        assertThat(offer(Integer.MAX_VALUE, 0)).isEqualTo(Map.of(A, 2, B, 1));
    }

    private Attempt accept(String task) {
        Attempt attempt = new Attempt(new TaskId(task), 1);
        session.accept(
                new ClaimGranted(
                        session.holder(),
                        attempt,
                        A,
                        new Work(
                                Prompt.of("x"),
                                TaskOptions.NONE,
                                List.of(),
                                Requester.UNKNOWN,
                                new Origin.Http()),
                        Duration.ofSeconds(15),
                        Instant.EPOCH),
                0);
        return attempt;
    }
}
