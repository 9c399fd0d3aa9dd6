package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is counted of a requester is the same whoever has the lane. */
class RequesterUsageTest {
    private static final int HISTORIES = 60;
    private static final int STEPS = 60;
    private static final Requester ADA = new Requester("discord:1", "Ada");
    private static final Principal PRINCIPAL = new Principal.DiscordUser("1", Set.of());
    private static final String FILE =
            "{\"roles\": {\"all\": {\"members\": [\"discord:*\"], \"may\": [\"*\"], \"limits\": {\"tasks-per-minute\": 600}}}}";

    @Test
    void aTakeoverForgetsNoTaskThatLivesAndInventsNone() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            new History(seed).play();
        }
    }

    /** Tasks of one requester that come and go, in a lane that changes hands now and then. */
    private static final class History {
        private final Random random;
        private final int seed;
        private final LedgerHarness lane = new LedgerHarness();
        private final List<TaskId> live = new ArrayList<>();
        private final List<Instant> liveSince = new ArrayList<>();
        private int next;

        History(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void play() {
            lane.order(FleetFiles.changed(1, FILE, new Order("o", ADA, null, lane.now)));
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> submit();
                    case 2 -> cancel();
                    case 3 -> lane.tick(Duration.ofSeconds(random.nextInt(40)));
                    default -> takeOver();
                }
                assertThat(usage().openTasks()).as("seed %d", seed).isEqualTo(live.size());
            }
        }

        private void submit() {
            TaskId id = new TaskId("t-%d-%d".formatted(random.nextInt(100), next++));
            lane.order(
                    new TaskSubmitted(
                            id,
                            Pool.DEFAULT,
                            Prompt.of("do it"),
                            TaskOptions.NONE,
                            List.of(),
                            new Origin.Http(),
                            ADA,
                            lane.now,
                            null));
            live.add(id);
            liveSince.add(lane.now);
        }

        private void cancel() {
            if (!live.isEmpty()) {
                int index = random.nextInt(live.size());
                lane.order(new CancelRequested(live.remove(index), Pool.DEFAULT, ADA, lane.now));
                liveSince.remove(index);
            }
        }

        /** Of those that live, the times of the last minute; in the order of time. */
        private void takeOver() {
            lane.takeOver();
            Instant start = lane.now.minus(Duration.ofMinutes(1));
            assertThat(usage().submitted().stream().filter(at -> !at.isBefore(start)).sorted())
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(
                            liveSince.stream().filter(at -> !at.isBefore(start)).sorted().toList());
        }

        private Usage usage() {
            return lane.ledger().usage().of(PRINCIPAL, lane.now);
        }
    }

    /** More tasks than are counted live when the file comes: the newest count, in any order. */
    @Test
    void ofManyTasksTheNewestCount() {
        LedgerHarness lane = new LedgerHarness();
        for (int i = 0; i < 700; i++) {
            lane.submit(
                    new TaskSubmitted(
                            new TaskId("t-" + (i * 7919) % 700),
                            Pool.DEFAULT,
                            Prompt.of("do it"),
                            TaskOptions.NONE,
                            List.of(),
                            new Origin.Http(),
                            ADA,
                            lane.now,
                            null));
            lane.now = lane.now.plusMillis(50);
        }
        Instant newest = lane.now.minusMillis(50);
        lane.order(FleetFiles.changed(1, FILE, new Order("o", ADA, null, lane.now)));
        for (int takeover = 0; takeover < 2; takeover++) {
            List<Instant> counted = lane.ledger().usage().of(PRINCIPAL, lane.now).submitted();
            assertThat(counted).hasSize(600).contains(newest);
            assertThat(counted.stream().min(Instant::compareTo))
                    .contains(newest.minusMillis(50 * 599));
            lane.takeOver();
        }
    }
}
