package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TaskSender;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.TopicScan.Seen;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * Carries a plan out: reads the records of the old tasks again, and writes the new tasks. Whoever
 * is interrupted in between starts anew with a new search, which finds what is written already.
 */
public final class ReplaySender implements AutoCloseable {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaSettings settings;
    private final String clientId;
    private final TaskSender sender;
    private final InstantSource clock;

    private ReplaySender(
            KafkaSettings settings, String clientId, TaskSender sender, InstantSource clock) {
        this.settings = settings;
        this.clientId = clientId;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * @param clientId of its clients
     */
    public static ReplaySender open(KafkaSettings settings, String clientId, InstantSource clock) {
        return new ReplaySender(
                settings,
                clientId,
                TaskSender.byKey(
                                KafkaClients.newProducer(settings, clientId, SEND_TIMEOUT),
                                SEND_TIMEOUT)
                        .signing(settings.signing().keys()),
                clock);
    }

    /**
     * How the new tasks differ from the old ones.
     *
     * @param options instead of the old ones, where they say something
     * @param requester who asks
     */
    public record Changes(TaskOptions options, Requester requester) {}

    /**
     * What was written.
     *
     * @param sent the new tasks with the positions of their records
     * @param gone tasks whose records have gone since the search
     */
    public record Sent(Map<TaskId, RecordPosition> sent, List<TaskId> gone) {
        public Sent {
            sent = Map.copyOf(sent);
            gone = List.copyOf(gone);
        }
    }

    /**
     * Returns when Kafka has all new tasks.
     *
     * @throws KafkaRequestException if it does not take all of them before the deadline; the
     *     sentence says how many it took for certain
     */
    public Sent send(ReplayPlan plan, Changes changes, Deadline deadline, Progress progress)
            throws KafkaRequestException, InterruptedException {
        ReplayRun run = new ReplayRun(plan, sender::start, changes, clock, deadline, progress);
        try (TopicScan tasks =
                TopicScan.open(settings, clientId, Topics.TASKS, Seen.WRITTEN, deadline)) {
            run.start(tasks);
            run.awaitAll();
        } catch (KafkaRequestException | KafkaException | ExecutionException | TimeoutException e) {
            throw new KafkaRequestException(
                    "Kafka took %,d of %,d replays and then no more. Replay once more: those that are there are not made twice"
                            .formatted(run.sent().size(), run.total()),
                    e);
        }
        return new Sent(run.sent(), run.gone());
    }

    @Override
    public void close() {
        sender.close();
    }
}
