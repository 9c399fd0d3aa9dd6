package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.ONE;
import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.TWO;
import static dev.crayfleet.dispatcher.ledger.QuarantineFixture.once;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskEvent.RunnerRecovered;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a quarantine begins, whom it keeps out, and how it ends. */
class QuarantineTest {
    private final QuarantineFixture fixture = new QuarantineFixture();
    private final LedgerHarness lane = fixture.lane;

    @Test
    void failuresOfTwoRequestersQuarantineARunnerUntilATaskSucceeds() {
        lane.join(ONE, 1);
        fixture.submit(6, "Ada", "Bob");
        fixture.fail(5);
        assertThat(lane.granted()).hasSize(5);
        assertThat(lane.events(RunnerQuarantined.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.failures()).isEqualTo(5);
                    assertThat(event.reason()).isEqualTo("disk full");
                });
        assertThat(fixture.runner("one").standing()).isEqualTo("quarantined");
        assertThat(fixture.runner("one").quarantinedFor()).isNull();
        lane.stayAlive(ONE, 1, Duration.ofSeconds(58));
        assertThat(lane.granted()).hasSize(5);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(4));
        assertThat(lane.granted()).as("one is tried").hasSize(6);
        fixture.fail(1);
        lane.submit("more");
        lane.stayAlive(ONE, 1, Duration.ofSeconds(100));
        assertThat(lane.granted()).as("the second quarantine lasts twice as long").hasSize(6);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(24));
        lane.succeeded(lane.lastGranted());
        assertThat(lane.events(RunnerRecovered.class)).hasSize(1);
        lane.submit("well");
        assertThat(lane.granted()).hasSize(8);
    }

    @Test
    void failuresOfOneRequesterQuarantineTheRunnerForThatRequesterOnly() {
        lane.join(ONE, 1);
        fixture.submit(7, "Ada");
        fixture.fail(5);
        assertThat(lane.granted()).as("the rest of the queue is spared").hasSize(5);
        assertThat(lane.events(RunnerQuarantined.class))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.reason()).contains("disk full", "tasks of Ada"));
        assertThat(fixture.runner("one").standing()).isEqualTo("ready");
        assertThat(fixture.runner("one").quarantinedFor()).isEqualTo("http:ada");

        lane.submit("bob-1", "Bob", once());
        assertThat(lane.lastGranted().attempt().task().value()).isEqualTo("bob-1");
        fixture.fail(1);
        assertThat(fixture.runner("one").standing())
                .as("one of Bob's is not enough")
                .isEqualTo("ready");
        lane.submit("bob-2", "Bob", once());
        lane.succeeded(lane.lastGranted());
        assertThat(lane.events(RunnerRecovered.class)).hasSize(1);
        assertThat(lane.lastGranted().work().requester().name()).isEqualTo("Ada");
    }

    @Test
    void afterAQuarantineForARequesterOneTaskOfTheirsIsTried() {
        lane.join(ONE, 2);
        fixture.submit(8, "Ada");
        // Two at a time: the sixth runs when the fifth fails.
        for (int i = 0; i < 6; i++) {
            fixture.fail(lane.granted().get(i));
        }
        assertThat(lane.granted()).hasSize(6);
        lane.stayAlive(ONE, 2, Duration.ofSeconds(58));
        assertThat(lane.granted()).hasSize(6);
        lane.stayAlive(ONE, 2, Duration.ofSeconds(4));
        assertThat(lane.granted()).as("one, and not two").hasSize(7);
        fixture.fail(1);
        lane.stayAlive(ONE, 2, Duration.ofSeconds(100));
        assertThat(lane.granted()).as("the second quarantine lasts twice as long").hasSize(7);
    }

    @Test
    void failuresOfASecondRequesterWidenTheQuarantine() {
        lane.join(ONE, 1);
        fixture.submit(5, "Ada");
        fixture.fail(5);
        lane.submit("bob-1", "Bob", once());
        fixture.fail(1);
        lane.submit("bob-2", "Bob", once());
        fixture.fail(1);
        assertThat(fixture.runner("one").standing()).isEqualTo("quarantined");
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(2);
        lane.submit("cyd", "Cyd", once());
        assertThat(lane.granted()).hasSize(7);
        lane.stayAlive(ONE, 1, Duration.ofSeconds(62));
        assertThat(lane.granted()).as("the wider quarantine counts from 1 again").hasSize(8);
    }

    @Test
    void otherRunnersGetTasksWhileOneIsQuarantined() {
        lane.join(ONE, 1);
        fixture.submit(6, "Ada", "Bob");
        fixture.fail(5);
        lane.join(TWO, 1);
        assertThat(lane.lastGranted().holder()).isEqualTo(TWO);
    }

    @Test
    void failuresAreKnownAfterATakeover() {
        lane.join(ONE, 1);
        fixture.submit(6, "Ada", "Bob");
        fixture.fail(4);
        lane.takeOver();
        lane.beat(ONE, 1, lane.lastGranted().attempt());
        fixture.fail(1);
        assertThat(lane.events(RunnerQuarantined.class)).hasSize(1);
    }
}
