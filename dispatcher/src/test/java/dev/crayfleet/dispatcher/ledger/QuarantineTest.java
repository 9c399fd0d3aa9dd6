package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskEvent.RunnerRecovered;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Quarantine;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A runner on which task after task fails, and whose fault that is. */
class QuarantineTest {
    private static final Holder ONE = LedgerHarness.runner("one", 1);
    private static final Holder TWO = LedgerHarness.runner("two", 1);
    private static final Failed BROKEN = Failed.of(FailureKind.TRANSIENT, "disk full");
    private static final Failed REFUSED = Failed.of(FailureKind.PERMANENT, "no such model");

    private final LedgerHarness lane = new LedgerHarness();

    @Test
    void aRunnerThatFailsTaskAfterTaskOfTwoPeopleGetsNoMoreUntilOneSucceeds() {
        lane.join(ONE, 1);
        submit(6, "Ada", "Bob");
        fail(5);
        assertThat(lane.granted()).hasSize(5);
        assertThat(lane.events(RunnerQuarantined.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.failures()).isEqualTo(5);
                    assertThat(event.reason()).isEqualTo("disk full");
                });
        assertThat(runner("one").standing()).isEqualTo("quarantined");
        assertThat(runner("one").quarantinedFor()).isNull();
        lane.stayAlive(ONE, 1, Duration.ofSeconds(58));
        assertThat(lane.granted()).hasSize(5);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(4));
        assertThat(lane.granted()).as("one is tried").hasSize(6);
        fail(1);
        lane.submit("more");
        lane.stayAlive(ONE, 1, Duration.ofSeconds(100));
        assertThat(lane.granted()).as("the second spell is twice as long").hasSize(6);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(24));
        lane.succeeded(lane.lastGranted());
        assertThat(lane.events(RunnerRecovered.class)).hasSize(1);
        lane.submit("well");
        assertThat(lane.granted()).hasSize(8);
    }

    @Test
    void twoTasksThatFailAgainAndAgainAreTwo() {
        lane.join(ONE, 1);
        lane.submit("a", "Ada", TaskOptions.NONE);
        lane.submit("b", "Bob", TaskOptions.NONE);
        while (lane.results.size() < 2) {
            lane.stayAlive(ONE, 1, Duration.ofSeconds(40));
            fail(1);
        }
        assertThat(lane.granted()).as("three attempts of each").hasSize(6);
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        assertThat(runner("one").failures()).isEqualTo(2);
    }

    @Test
    void onePersonAloneKeepsTheRunnerFromNobodyElse() {
        lane.join(ONE, 1);
        submit(7, "Ada");
        fail(5);
        assertThat(lane.granted()).as("the rest of the queue is spared").hasSize(5);
        assertThat(lane.events(RunnerQuarantined.class))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.reason()).contains("disk full", "tasks of Ada"));
        assertThat(runner("one").standing()).isEqualTo("ready");
        assertThat(runner("one").quarantinedFor()).isEqualTo("http:ada");

        lane.submit("bob-1", "Bob", once());
        assertThat(lane.lastGranted().attempt().task().value()).isEqualTo("bob-1");
        fail(1);
        assertThat(runner("one").standing()).as("one of Bob's is not enough").isEqualTo("ready");
        lane.submit("bob-2", "Bob", once());
        lane.succeeded(lane.lastGranted());
        assertThat(lane.events(RunnerRecovered.class)).hasSize(1);
        assertThat(lane.lastGranted().work().requester().name()).isEqualTo("Ada");
    }

    @Test
    void ofAPersonWhoIsKeptOutOneTaskIsTriedAfterAWhile() {
        lane.join(ONE, 2);
        submit(8, "Ada");
        // Two at a time: the sixth runs when the fifth fails.
        for (int i = 0; i < 6; i++) {
            fail(lane.granted().get(i));
        }
        assertThat(lane.granted()).hasSize(6);
        lane.stayAlive(ONE, 2, Duration.ofSeconds(58));
        assertThat(lane.granted()).hasSize(6);
        lane.stayAlive(ONE, 2, Duration.ofSeconds(4));
        assertThat(lane.granted()).as("one, and not two").hasSize(7);
        fail(1);
        lane.stayAlive(ONE, 2, Duration.ofSeconds(100));
        assertThat(lane.granted()).as("the second spell is twice as long").hasSize(7);
    }

    @Test
    void aSecondPersonsFailuresTakeItFromEverybody() {
        lane.join(ONE, 1);
        submit(5, "Ada");
        fail(5);
        lane.submit("bob-1", "Bob", once());
        fail(1);
        lane.submit("bob-2", "Bob", once());
        fail(1);
        assertThat(runner("one").standing()).isEqualTo("quarantined");
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(2);
        lane.submit("cyd", "Cyd", once());
        assertThat(lane.granted()).hasSize(7);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(62));
        assertThat(lane.granted()).as("the wider one begins with a first spell").hasSize(8);
    }

    @Test
    void whatFailsOnTwoRunnersIsTheTasksFault() {
        lane.join(ONE, 1);
        lane.join(TWO, 1);
        for (int i = 0; i < 6; i++) {
            lane.submit("t" + i, i % 2 == 0 ? "Ada" : "Bob", TaskOptions.NONE);
            ClaimGranted first = lane.lastGranted();
            fail(first);
            stayAlive(Duration.ofSeconds(4));
            assertThat(lane.lastGranted().holder())
                    .as("tried where it was not yet")
                    .isNotEqualTo(first.holder());
            fail(lane.lastGranted());
            lane.cancel("t" + i);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        assertThat(runner("one").failures()).isZero();
        assertThat(runner("two").failures()).isZero();
    }

    @Test
    void whatWasGivenBackElsewhereHasNotFailedThere() {
        lane.join(ONE, 1);
        lane.submit("t", "Ada", TaskOptions.NONE);
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.LOST, "shutting down"));
        lane.join(TWO, 1);
        stayAlive(Duration.ofSeconds(6));
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
        fail(1);
        assertThat(runner("two").failures()).isEqualTo(1);
    }

    @Test
    void aTaskThatFailsEverywhereDoesNotMakeAQuarantineLonger() {
        lane.join(ONE, 1);
        submit(5, "Ada", "Bob");
        fail(5);
        lane.join(TWO, 1);
        lane.submit("poison", "Cyd", TaskOptions.NONE);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
        fail(1);
        lane.run(new RunnerDraining(LedgerHarness.POOL, TWO, lane.now));
        lane.stayAlive(ONE, 1, Duration.ofSeconds(62));
        assertThat(lane.lastGranted().holder()).isEqualTo(ONE);
        fail(1);
        lane.cancel("poison");
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
        lane.submit("next", "Cyd", once());
        lane.stayAlive(ONE, 1, Duration.ofSeconds(50));
        assertThat(lane.granted()).as("not at once").hasSize(7);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(14));
        assertThat(lane.granted()).as("but after a spell as long as the last").hasSize(8);
    }

    @Test
    void othersGoOnWhileOneIsQuarantined() {
        lane.join(ONE, 1);
        submit(6, "Ada", "Bob");
        fail(5);
        lane.join(TWO, 1);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
    }

    @Test
    void whatIsNotTheRunnersFaultDoesNotCount() {
        lane.join(ONE, 1);
        submit(8, "Ada", "Bob");
        for (int i = 0; i < 8; i++) {
            lane.started(lane.lastGranted());
            lane.finished(lane.lastGranted(), Failed.of(FailureKind.TIMEOUT, "too slow"));
        }
        assertThat(lane.results).hasSize(8);
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
    }

    @Test
    void tasksThatNobodyCanDoAreNotTheRunnersFault() {
        lane.join(ONE, 1);
        submit(30, "Ada", "Bob");
        for (int i = 0; i < 15; i++) {
            lane.finished(lane.lastGranted(), REFUSED);
        }
        assertThat(runner("one").failures()).isZero();
        for (int i = 0; i < 9; i++) {
            lane.started(lane.lastGranted());
            lane.finished(lane.lastGranted(), REFUSED);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        lane.started(lane.lastGranted());
        lane.finished(lane.lastGranted(), REFUSED);
        assertThat(lane.events(RunnerQuarantined.class))
                .as("each counts half, because its key may be what is wrong")
                .hasSize(1);
    }

    @Test
    void whatCouldNotBeStartedCountsHalf() {
        lane.join(ONE, 1);
        submit(11, "Ada", "Bob");
        for (int i = 0; i < 9; i++) {
            lane.finished(lane.lastGranted(), BROKEN);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        lane.finished(lane.lastGranted(), BROKEN);
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
    }

    @Test
    void whoseTasksKillItsRunnerIsNotHeldAgainstItsNextLife() {
        lane.join(ONE, 1);
        for (int life = 1; life <= 6; life++) {
            lane.submit("killer-" + life, life % 2 == 0 ? "Ada" : "Bob", once());
            assertThat(lane.lastGranted().holder()).isEqualTo(LedgerHarness.runner("one", life));
            lane.started(lane.lastGranted());
            lane.tick(Duration.ofSeconds(16));
            lane.join(LedgerHarness.runner("one", life + 1), 1);
        }
        assertThat(lane.events(RunnerQuarantined.class)).isEmpty();
        assertThat(lane.results).hasSize(6);
    }

    @Test
    void aRunnerThatForgetsItsClaimsIsBlamedForEachOfThem() {
        lane.join(ONE, 6);
        submit(6, "Ada", "Bob");
        lane.granted().forEach(lane::started);
        lane.tick(Duration.ofSeconds(11));
        lane.beat(ONE, 6);
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
        assertThat(runner("one").failures()).isEqualTo(6);
    }

    @Test
    void whatItFailedIsKnownToWhoeverTakesTheLaneOver() {
        lane.join(ONE, 1);
        submit(6, "Ada", "Bob");
        fail(4);
        lane.takeOver();
        lane.beat(ONE, 1, lane.lastGranted().attempt());
        fail(1);
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
    }

    @Test
    void anEntryOfAnOlderVersionIsReadAndAnOlderVersionReadsOurs() {
        PackedCodec codec = new PackedCodec();
        OldEntry old =
                new OldEntry(
                        ONE,
                        Pool.DEFAULT,
                        2,
                        Standing.QUARANTINED,
                        5,
                        new OldQuarantine(lane.now, 1));
        RunnerEntry read = codec.decode(codec.encode(old), RunnerEntry.class);
        assertThat(read.failed()).isEmpty();
        assertThat(read.quarantine()).isEqualTo(new Quarantine(lane.now, 1, null));
        assertThat(read.slots()).isEqualTo(2);
        RunnerEntry ours = read.failing(new FailedTask(new TaskId("t"), "http:ada", true), 20);
        assertThat(codec.decode(codec.encode(ours), RunnerEntry.class)).isEqualTo(ours);
        assertThat(codec.decode(codec.encode(ours), OldEntry.class).failures()).isEqualTo(1);
    }

    record OldEntry(
            Holder holder,
            Pool pool,
            int slots,
            Standing standing,
            int failures,
            @Nullable OldQuarantine quarantine) {}

    record OldQuarantine(Instant until, int spell) {}

    /** Of these people in turn, without retries. */
    private void submit(int tasks, String... people) {
        for (int i = 0; i < tasks; i++) {
            lane.submit("t" + i, people[i % people.length], once());
        }
    }

    private static TaskOptions once() {
        return new TaskOptions(null, null, null, 0, null);
    }

    /** The last that was claimed, and what is claimed then. */
    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            fail(lane.lastGranted());
        }
    }

    private void fail(ClaimGranted claim) {
        lane.started(claim);
        lane.finished(claim, BROKEN);
    }

    private void stayAlive(Duration time) {
        for (long passed = 0; passed < time.toSeconds(); passed += 2) {
            lane.stayAlive(ONE, 1, Duration.ofSeconds(1));
            lane.beat(
                    TWO,
                    1,
                    lane.granted(TWO).stream()
                            .filter(lane::isHeld)
                            .map(ClaimGranted::attempt)
                            .toArray(Attempt[]::new));
        }
    }

    private RunnerView runner(String name) {
        return lane.queries().runners().stream()
                .filter(view -> view.runner().equals(name))
                .filter(view -> !view.standing().equals("lost"))
                .findFirst()
                .orElseThrow();
    }
}
