package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.ReplaySettings;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.replay.EndedTask;
import dev.crayfleet.kafka.replay.ReplayFilter;
import dev.crayfleet.kafka.replay.ReplayLog;
import dev.crayfleet.kafka.replay.ReplayPlan;
import dev.crayfleet.kafka.replay.ReplaySender;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Replays many tasks from the topics for who asks over HTTP. One request at a time, because each
 * reads much; what it finds is bounded.
 */
@Singleton
@RequiresDispatcher
public class LogReplays {
    private static final String CLIENT = "crayfleet-dispatcher-replays";

    /** A search may find more than is replayed; about 1 KiB of memory each. */
    private static final int MAX_FOUND = 10_000;

    private final KafkaSettings kafka;
    private final ReplaySettings settings;
    private final DispatcherClock clock;
    private final Semaphore turn = new Semaphore(1);

    LogReplays(KafkaSettings kafka, ReplaySettings settings, DispatcherClock clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.clock = clock;
    }

    /** How many tasks one request may replay. */
    public int maxReplays() {
        return settings.maxReplays();
    }

    /**
     * Returns when Kafka has the new tasks.
     *
     * @param limit how many are replayed at most
     * @param isAllowed others are neither replayed nor told of
     * @return empty if another request is being served
     * @throws IllegalArgumentException with a sentence for people, if too many are found
     * @throws KafkaRequestException with a sentence for people, if it was not done in time
     */
    public Optional<ReplayPlan> replay(
            ReplayFilter filter,
            boolean again,
            int limit,
            boolean isDryRun,
            Predicate<EndedTask> isAllowed,
            ReplaySender.Changes changes)
            throws KafkaRequestException, InterruptedException {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Deadline deadline = Deadline.after(settings.replayTimeout());
            ReplayPlan plan =
                    new ReplayLog(kafka, CLIENT)
                            .search(
                                    filter,
                                    new ReplayLog.Bounds(again, limit, MAX_FOUND),
                                    deadline,
                                    Progress.NONE)
                            .only(isAllowed);
            if (!isDryRun && plan.replays() > 0) {
                try (ReplaySender sender = ReplaySender.open(kafka, CLIENT, clock)) {
                    plan = plan.without(sender.send(plan, changes, deadline, Progress.NONE).gone());
                }
            }
            return Optional.of(plan);
        } finally {
            turn.release();
        }
    }
}
