package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.AgentSpawned;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that anybody can invent are limited in number. */
class BoundsTest {
    private static final Holder ONE = LedgerHarness.runner("one", 1);
    private static final Pool TYPO = new Pool("defualt");

    private final LedgerHarness lane =
            new LedgerHarness(
                    new Rules(
                            Rules.LeaseRule.DEFAULT,
                            RetryPolicy.DEFAULT,
                            Rules.QueueRule.DEFAULT,
                            QuarantineRule.DEFAULT,
                            new Rules.Bounds(2, Duration.ofHours(1), 3),
                            UnservedNoticeRule.DEFAULT));

    @Test
    void aTaskForOneUnservedPoolTooManyIsRefused() {
        lane.join(ONE, 1);
        assertThat(ask("a", "one").refusal()).isEmpty();
        assertThat(ask("b", "two").refusal()).isEmpty();
        assertThat(ask("c", "three").refusal().orElseThrow())
                .contains("no runner serves pool three", "2 other pools", "Served here: default.");
        assertThat(ask("d", "two").refusal()).as("a pool that waits already").isEmpty();
        assertThat(lane.submit("e").refusal()).as("a pool that is served").isEmpty();
        assertThat(lane.granted()).hasSize(1);
        lane.cancel("a", new Pool("one"));
        assertThat(ask("c", "three").refusal()).as("there is room again").isEmpty();
    }

    @Test
    void aRunnerThatJoinsAPoolMakesRoomForAnother() {
        ask("a", "one");
        ask("b", "two");
        lane.join(ONE, new Pool("one"), 1);
        assertThat(ask("c", "three").refusal()).isEmpty();
    }

    @Test
    void anEmptyPoolIsForgottenAndItsEndedTasksAreNot() {
        lane.submit(lane.task("a", TYPO, "Ada", TaskOptions.NONE));
        lane.cancel("a", TYPO);
        lane.tick(Duration.ofMinutes(59));
        assertThat(lane.ledger().counts()).containsKey(TYPO);
        lane.takeOver();
        lane.tick(Duration.ZERO);
        lane.tick(Duration.ofMinutes(61));
        assertThat(lane.ledger().counts()).isEmpty();
        lane.takeOver();
        assertThat(lane.ledger().counts()).as("nothing of it is recorded").isEmpty();
        assertThat(lane.queries().task(new TaskId("a"))).isPresent();

        lane.submit(lane.task("a", TYPO, "Ada", TaskOptions.NONE));
        assertThat(lane.events(DuplicateIgnored.class)).hasSize(1);
        assertThat(lane.results).hasSize(1);
        lane.submit(lane.task("b", TYPO, "Ada", TaskOptions.NONE));
        assertThat(lane.ledger().counts().get(TYPO))
                .satisfies(counts -> {
                    assertThat(counts.totals().accepted()).isEqualTo(1);
                    assertThat(counts.missing()).isZero();
                });
    }

    @Test
    void aPoolWithATaskOrARunnerIsKept() {
        lane.submit(lane.task("a", TYPO, "Ada", TaskOptions.NONE));
        lane.join(ONE, 1);
        lane.tick(Duration.ofHours(23));
        assertThat(lane.ledger().counts()).containsOnlyKeys(TYPO, Pool.DEFAULT);
    }

    @Test
    void tooManyEmptyPoolsLoseTheOldest() {
        for (String pool : List.of("one", "two", "three")) {
            ask("a-" + pool, pool);
            lane.cancel("a-" + pool, new Pool(pool));
            lane.tick(Duration.ofSeconds(1));
        }
        assertThat(lane.ledger().counts()).containsOnlyKeys(new Pool("two"), new Pool("three"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10_001, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void impossibleNumbersOfSlotsAreRefused(int slots) {
        assertThat(lane.join(ONE, slots).refusal().orElseThrow()).contains("0 to 10,000");
        assertThat(lane.beat(ONE, slots).refusal()).isPresent();
        assertThat(lane.ledger().pools().limit().sessions().countAlive()).isZero();
        assertThat(lane.ledger().counts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_000})
    void possibleNumbersOfSlotsAreAccepted(int slots) {
        assertThat(lane.join(ONE, slots).refusal()).isEmpty();
        assertThat(lane.counts().runners().slots()).isEqualTo(slots);
    }

    @Test
    void oneRunnerTooManyIsRefusedUntilOneIsLost() {
        for (int i = 0; i < 3; i++) {
            assertThat(lane.join(LedgerHarness.runner("ghost-" + i), 1).refusal()).isEmpty();
        }
        assertThat(lane.beat(ONE, 1).refusal().orElseThrow()).contains("3", "max-runners");
        lane.tick(Duration.ofSeconds(16));
        assertThat(lane.beat(ONE, 1).refusal()).isEmpty();
        lane.submit("a");
        assertThat(lane.lastGranted().holder()).isEqualTo(ONE);
    }

    @Test
    void tooManyLostRunnersLoseTheLongestLost() {
        LedgerHarness many = new LedgerHarness();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 600; i++) {
                many.join(LedgerHarness.runner("ghost-" + round + "-" + i), 1);
            }
            many.tick(Duration.ofSeconds(16));
        }
        assertThat(many.ledger().pools().limit().sessions().countAlive()).isZero();
        assertThat(many.queries().runners())
                .hasSize(RunnerSessions.MAX_LOST)
                .filteredOn(view -> view.runner().startsWith("ghost-1-"))
                .hasSize(600);
        many.takeOver();
        assertThat(many.queries().runners()).hasSize(RunnerSessions.MAX_LOST);
    }

    @Test
    void aRunnerThatLeavesWithoutHavingJoinedIsIgnored() {
        Decision decision = lane.handleRun(new RunnerLeft(TYPO, ONE, "bye", lane.now));
        assertThat(decision.entries()).isEmpty();
        assertThat(lane.ledger().counts()).isEmpty();
    }

    @Test
    void aHeartbeatThatNamesManyAttemptsIsAnsweredForSomeOrRefused() {
        lane.join(ONE, 1);
        lane.submit("a");
        Attempt own = lane.lastGranted().attempt();
        Decision answered = lane.beat(ONE, 1, attempts(9_999, own));
        assertThat(answered.refusal()).isEmpty();
        assertThat(answered.claims()).hasSize(100).allMatch(ClaimRevoked.class::isInstance);
        assertThat(lane.beat(ONE, 1, attempts(10_000, own)).refusal().orElseThrow())
                .contains("10,001 attempts", "10,000 at most");
        lane.beat(ONE, 1, own);
        lane.succeeded(lane.lastGranted());
        lane.submit("b");
        assertThat(lane.lastGranted().attempt().task().value()).isEqualTo("b");
    }

    @Test
    void textsOfRunnersAreCutToOneLine() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.handleRun(
                new RunStarted(
                        LedgerHarness.POOL,
                        ONE,
                        lane.lastGranted().attempt(),
                        "agent\u001b[2J" + "x".repeat(1_000),
                        "demo\r\nfaked line",
                        lane.now));
        assertThat(lane.events(AgentSpawned.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.agent()).startsWith("agentxxx").hasSize(200);
                    assertThat(event.executor()).isEqualTo("demo faked line");
                });
        lane.finished(
                lane.lastGranted(), Failed.of(FailureKind.TRANSIENT, "bell\u0007\u202Ereversed"));
        assertThat(lane.events(RetryScheduled.class))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("bellreversed"));
    }

    @Test
    void boundsBelowOneAreRefused() {
        Duration hour = Duration.ofHours(1);
        assertThatThrownBy(() -> new Rules.Bounds(0, hour, 1)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Rules.Bounds(1, Duration.ZERO, 1))
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> new Rules.Bounds(1, hour, 0)).hasMessageContaining("at least 1");
    }

    private Decision ask(String id, String pool) {
        return lane.submit(lane.task(id, new Pool(pool), "Ada", TaskOptions.NONE));
    }

    private static Attempt[] attempts(int others, Attempt own) {
        return IntStream.rangeClosed(0, others)
                .mapToObj(i -> i == 0 ? own : new Attempt(new TaskId("x" + i), 1))
                .toArray(Attempt[]::new);
    }
}
