package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.OpenTransactionWait;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.TopicScan.Seen;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What the lanes made of tasks that were just written: which of them they refused. A task that is
 * not refused needs no word; it is on its way.
 */
public final class LaneAnswers {
    /** The group of the dispatchers, by whose offsets it is seen how far they have read. */
    private static final String DISPATCHERS = "crayfleet-dispatcher";

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final String clientId;
    private final Map<Integer, Long> lettersBefore;

    private LaneAnswers(KafkaSettings settings, String clientId, Map<Integer, Long> lettersBefore) {
        this.settings = settings;
        this.clientId = clientId;
        this.lettersBefore = lettersBefore;
    }

    /**
     * Remembers which dead letters are there; called before anything is written.
     *
     * @throws KafkaRequestException if Kafka does not answer
     */
    public static LaneAnswers listen(KafkaSettings settings, String clientId, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        try (TopicScan letters =
                TopicScan.open(settings, clientId, Topics.DEAD_LETTERS, Seen.COMMITTED, deadline)) {
            return new LaneAnswers(settings, clientId, letters.end());
        }
    }

    /**
     * What is known of the lanes' decisions.
     *
     * @param isDecided whether they have read all of the tasks; false as long as no dispatcher runs
     * @param refused those that they refused, each with the reason
     */
    public record Answer(boolean isDecided, SortedMap<TaskId, String> refused) {}

    /**
     * Waits until the dispatchers have read the tasks, or none of them runs, or the deadline
     * passes.
     *
     * @param written positions of the tasks' records
     * @throws KafkaRequestException if Kafka does not answer
     */
    public Answer await(Map<TaskId, RecordPosition> written, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        // Their offsets may be seen before what they refused is.
        boolean isDecided =
                awaitDispatchers(written, deadline)
                        && OpenTransactionWait.awaitDecided(
                                settings, clientId, Topics.DEAD_LETTERS, deadline);
        return new Answer(isDecided, refused(written, deadline));
    }

    private boolean awaitDispatchers(Map<TaskId, RecordPosition> written, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        Map<TopicPartition, Long> behind = new HashMap<>();
        written.values()
                .forEach(each ->
                        behind.merge(
                                new TopicPartition(Topics.TASKS.topic(), each.partition()),
                                each.offset() + 1,
                                Math::max));
        Admin admin = Admin.create(settings.admin(clientId));
        try {
            while (!deadline.hasPassed() && hasMembers(admin, deadline)) {
                if (hasRead(admin, behind, deadline)) {
                    return true;
                }
                Thread.sleep(deadline.remaining(CHECK_INTERVAL));
            }
            return false;
        } catch (TimeoutException lastQuestionHadNoTimeLeft) {
            return false;
        } catch (ExecutionException | KafkaException e) {
            throw new KafkaRequestException(
                    KafkaRefusal.orElse(
                            settings, e, "Kafka does not say how far the dispatchers have read"),
                    e);
        } finally {
            admin.close(CLOSE_TIMEOUT);
        }
    }

    private static boolean hasMembers(Admin admin, Deadline deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return !Objects.requireNonNull(
                            admin.describeConsumerGroups(List.of(DISPATCHERS))
                                    .all()
                                    .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS)
                                    .get(DISPATCHERS))
                    .members()
                    .isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    private static boolean hasRead(Admin admin, Map<TopicPartition, Long> behind, Deadline deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> read =
                admin.listConsumerGroupOffsets(DISPATCHERS)
                        .partitionsToOffsetAndMetadata()
                        .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        return behind.entrySet().stream()
                .allMatch(each -> {
                    OffsetAndMetadata committed = read.get(each.getKey());
                    return committed != null && committed.offset() >= each.getValue();
                });
    }

    private SortedMap<TaskId, String> refused(
            Map<TaskId, RecordPosition> written, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        Map<RecordPlace, TaskId> tasks = new HashMap<>();
        written.forEach((id, at) -> tasks.put(new RecordPlace(at.partition(), at.offset()), id));
        SortedMap<TaskId, String> refused = new TreeMap<>();
        try (TopicScan letters =
                TopicScan.open(settings, clientId, Topics.DEAD_LETTERS, Seen.COMMITTED, deadline)) {
            letters.read(
                    lettersBefore,
                    letters.end(),
                    record ->
                            DeadLetter.placeOf(record.headers())
                                    .filter(place -> place.topic().equals(Topics.TASKS.topic()))
                                    .map(place ->
                                            tasks.get(
                                                    new RecordPlace(
                                                            place.partition(), place.offset())))
                                    .ifPresent(id ->
                                            refused.put(id, DeadLetter.reasonOf(record.headers()))),
                    Progress.NONE);
        }
        return refused;
    }
}
