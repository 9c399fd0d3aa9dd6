package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskEvent.QueueMoved;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which task is next, and what people are told of it. */
class QueueingTest {
    private static final Holder ONE = LedgerHarness.runner("one", 1);
    private static final TaskOptions LOW = priority(Priority.LOW);
    private static final TaskOptions HIGH = priority(Priority.HIGH);
    private static final TaskFilter QUEUED = TaskFilter.all(100).withState("queued");

    @Test
    void requestersTakeTurns() {
        LedgerHarness lane = new LedgerHarness();
        for (String id : List.of("a1", "a2", "a3", "a4")) {
            lane.submit(id, "Ada", TaskOptions.NONE);
        }
        lane.submit("b1", "Bob", TaskOptions.NONE);
        lane.submit("c1", "Cyd", TaskOptions.NONE);
        lane.submit("b2", "Bob", TaskOptions.NONE);
        assertThat(runAll(lane)).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    }

    @Test
    void aRequesterThatComesBackTakesItsTurnBehindThoseWhoWait() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("a1", "Ada", TaskOptions.NONE);
        lane.submit("b1", "Bob", TaskOptions.NONE);
        lane.submit("b2", "Bob", TaskOptions.NONE);
        lane.join(ONE, 1);
        lane.submit("a2", "Ada", TaskOptions.NONE);
        finishAll(lane);
        assertThat(order(lane)).containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void aWaitingTaskGainsALevelOfPriority() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("low", "Ada", LOW);
        pass(lane, Duration.ofMinutes(11));
        lane.submit("normal", "Ada", TaskOptions.NONE);
        // By now as good as normal, and it came first.
        assertThat(runAll(lane)).containsExactly("low", "normal");
    }

    @Test
    void aLowPriorityTaskDoesNotStarve() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("low", "Ada", LOW);
        pass(lane, Duration.ofMinutes(21));
        lane.submit("high-1", "Ada", HIGH);
        lane.submit("high-2", "Ada", HIGH);
        assertThat(runAll(lane)).containsExactly("low", "high-1", "high-2");
    }

    @Test
    void aTaskThatHasNotWaitedLongEnoughGainsNothing() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("low", "Ada", LOW);
        pass(lane, Duration.ofMinutes(9));
        lane.submit("normal", "Ada", TaskOptions.NONE);
        assertThat(runAll(lane)).containsExactly("normal", "low");
    }

    @Test
    void aRequesterAtItsLimitWaitsAndOthersDoNot() {
        LedgerHarness lane =
                new LedgerHarness(TestRules.withLimits(new ShareLimits(2, 0, Map.of())));
        for (String id : List.of("a1", "a2", "a3")) {
            lane.submit(id, "Ada", TaskOptions.NONE);
        }
        lane.submit("b1", "Bob", TaskOptions.NONE);
        lane.join(ONE, 4);
        assertThat(order(lane)).containsExactly("a1", "b1", "a2");
        lane.succeeded(lane.granted().getFirst());
        assertThat(order(lane)).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void aModelAtItsLimitWaitsAndOthersOvertake() {
        LedgerHarness lane =
                new LedgerHarness(TestRules.withLimits(new ShareLimits(0, 0, Map.of("coder", 1))));
        lane.submit("c1", "Ada", model("coder"));
        lane.submit("c2", "Ada", model("coder"));
        lane.submit("other", "Ada", TaskOptions.NONE);
        lane.join(ONE, 4);
        assertThat(order(lane)).containsExactly("c1", "other");
        lane.succeeded(lane.granted().getFirst());
        assertThat(order(lane)).containsExactly("c1", "other", "c2");
    }

    /** Of two that are the same, the one that limits it counts: 0 is no limit. */
    @Test
    void namesOfModelsThatDifferInLetterCaseHaveTheStricterLimit() {
        assertThat(new ShareLimits(0, 0, Map.of("Coder", 0, "coder", 2)).models())
                .containsExactly(Map.entry("coder", 2));
        assertThat(new ShareLimits(0, 0, Map.of("Coder", 3, "coder", 2)).models())
                .containsExactly(Map.entry("coder", 2));
        assertThat(new ShareLimits(0, 9, Map.of("Coder", 0, "coder", 0)).models())
                .containsExactly(Map.entry("coder", 0));
    }

    @Test
    void aQueuedTaskIsToldItsPositionAndItsExpectedWait() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 2);
        lane.submit("first");
        lane.now = lane.now.plusSeconds(60);
        lane.succeeded(lane.lastGranted());
        lane.submit("r1");
        lane.submit("r2");
        lane.submit("w1");
        lane.submit("w2", "Bob", TaskOptions.NONE);
        List<TaskQueued> queued = events(lane, TaskQueued.class);
        assertThat(queued.get(3).position()).isEqualTo(1);
        assertThat(queued.get(3).expectedWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(queued.get(4).position()).isEqualTo(2);
        assertThat(queued.get(4).expectedWait()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void positionsAreTheOrderOfTheClaims() {
        LedgerHarness lane = new LedgerHarness();
        lane.submit("a1", "Ada", TaskOptions.NONE);
        lane.submit("a2", "Ada", TaskOptions.NONE);
        lane.submit("low", "Bob", LOW);
        lane.submit("b1", "Bob", TaskOptions.NONE);
        lane.submit("b2", "Bob", TaskOptions.NONE);
        lane.submit("high", "Cyd", HIGH);
        List<String> shown = lane.queries().tasks(QUEUED).stream().map(TaskView::id).toList();
        for (TaskView view : lane.queries().tasks(QUEUED)) {
            TaskView single = lane.queries().task(new TaskId(view.id())).orElseThrow();
            assertThat(single.position()).as(view.id()).isEqualTo(view.position());
        }
        assertThat(runAll(lane)).isEqualTo(shown);
    }

    @Test
    void aTaskThatMovesUpIsToldOncePerInterval() {
        LedgerHarness lane = new LedgerHarness();
        lane.join(ONE, 1);
        lane.submit("runs");
        lane.submit("w1");
        lane.submit("w2");
        lane.tick(Duration.ofSeconds(1));
        assertThat(events(lane, QueueMoved.class)).hasSize(2);
        lane.succeeded(lane.lastGranted());
        lane.tick(Duration.ofSeconds(1));
        assertThat(events(lane, QueueMoved.class)).hasSize(2);
        lane.beat(ONE, 1, lane.lastGranted().attempt());
        lane.tick(Duration.ofSeconds(9));
        lane.beat(ONE, 1, lane.lastGranted().attempt());
        lane.tick(Duration.ofSeconds(9));
        lane.beat(ONE, 1, lane.lastGranted().attempt());
        lane.tick(Duration.ofSeconds(12));
        assertThat(events(lane, QueueMoved.class))
                .last()
                .satisfies(moved -> {
                    assertThat(moved.id().value()).isEqualTo("w2");
                    assertThat(moved.position()).isEqualTo(1);
                });
    }

    @Test
    void positionsAmongManyRequestersAreEstimatedWithinTheQueue() {
        LedgerHarness lane = new LedgerHarness();
        for (int i = 0; i < 1_000; i++) {
            lane.submit("t" + i, "Person " + i, TaskOptions.NONE);
        }
        assertThat(events(lane, TaskQueued.class).getLast().position()).isBetween(900, 1_000);
    }

    private static <T> List<T> events(LedgerHarness lane, Class<T> type) {
        return lane.events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Time in which nobody dies: no runner is there yet. */
    private static void pass(LedgerHarness lane, Duration time) {
        lane.tick(time);
    }

    private static List<String> runAll(LedgerHarness lane) {
        lane.join(ONE, 1);
        finishAll(lane);
        return order(lane);
    }

    private static void finishAll(LedgerHarness lane) {
        while (lane.liveTasks() > 0) {
            lane.succeeded(lane.lastGranted());
        }
    }

    private static List<String> order(LedgerHarness lane) {
        return lane.granted().stream()
                .map(ClaimGranted::attempt)
                .map(attempt -> attempt.task().value())
                .toList();
    }

    private static TaskOptions priority(Priority priority) {
        return new TaskOptions(null, null, null, null, priority);
    }

    private static TaskOptions model(String name) {
        return new TaskOptions(name, null, null, null, null);
    }
}
