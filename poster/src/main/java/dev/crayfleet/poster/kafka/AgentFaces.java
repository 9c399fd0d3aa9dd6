package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.FleetFileTable;
import dev.crayfleet.kafka.fleet.FleetFollower;
import dev.crayfleet.stage.access.CurrentFleet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The fleet file, for the names, pictures and channels of its agents. Nothing waits for it for
 * long: where Kafka does not give it, results are posted in the bot's own name.
 */
final class AgentFaces implements Supplier<Fleet>, AutoCloseable {
    /** From the start on. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final CurrentFleet fleet = new CurrentFleet();
    private final FleetFollower follower;
    private final CompletableFuture<Boolean> read;
    private final Deadline start = Deadline.after(READ_TIMEOUT);

    AgentFaces(KafkaSettings kafka) {
        FleetFileTable files = new FleetFileTable(fleet::follow, fleet::close);
        follower = new FleetFollower(kafka, "crayfleet-poster", List.of(files));
        read = follower.caughtUp();
        follower.start();
    }

    /**
     * What is known of it; at the start it waits a little, so that the first results have faces.
     */
    @Override
    public Fleet get() {
        if (!read.isDone() && !start.hasPassed()) {
            try {
                read.get(start.remainingNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException notYet) {
                return fleet.fleet();
            }
        }
        return fleet.fleet();
    }

    @Override
    public void close() {
        follower.close();
    }
}
