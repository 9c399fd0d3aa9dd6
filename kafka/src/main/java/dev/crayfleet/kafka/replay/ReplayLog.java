package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.NativeCompression;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.TopicScan.Seen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say of ended tasks: all that Kafka keeps, whether or not a dispatcher runs or
 * remembers them.
 */
public final class ReplayLog {
    /** Clocks of those who submit and of Kafka differ by less. */
    private static final Duration CLOCK_MARGIN = Duration.ofHours(1);

    private final KafkaSettings settings;
    private final String clientId;

    /**
     * @param clientId of its clients
     */
    public ReplayLog(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /**
     * What is asked for, beyond which tasks.
     *
     * @param again whether tasks are replayed that were before
     * @param limit how many are replayed at most: those that ended first
     * @param maxFound how many are found at most, which bounds the memory: about 1 KiB each
     */
    public record Bounds(boolean again, int limit, int maxFound) {
        /**
         * @throws IllegalArgumentException with a sentence for people, if the limit is below 1
         */
        public Bounds {
            if (limit < 1) {
                throw new IllegalArgumentException("limit %d is below 1".formatted(limit));
            }
        }
    }

    /**
     * Reads the log, and says what a replay would do.
     *
     * @param progress of each of the topics that are read, one after the other
     * @throws IllegalArgumentException with a sentence for people, if too many tasks are found
     * @throws KafkaRequestException if Kafka fails, or the deadline passes
     */
    public ReplayPlan search(
            ReplayFilter filter, Bounds bounds, Deadline deadline, Progress progress)
            throws KafkaRequestException, InterruptedException {
        NativeCompression.require();
        ReplaySearch search = new ReplaySearch(filter, bounds.maxFound());
        try (TopicScan results = scan(Topics.RESULTS, Seen.COMMITTED, deadline)) {
            Instant since = filter.since();
            results.read(
                    since == null ? results.begin() : results.from(since, CLOCK_MARGIN),
                    results.end(),
                    record -> search.result(text(record.key()), record.value()),
                    progress);
        }
        if (search.earliestSubmission().isPresent()) {
            readTasks(search, search.earliestSubmission().get(), deadline, progress);
        }
        if (search.hasReplays()) {
            readLetters(search, deadline, progress);
        }
        return search.plan(bounds.again(), bounds.limit());
    }

    /** What is written but not committed counts as well, or a replay could be overlooked. */
    private void readTasks(
            ReplaySearch search, Instant earliest, Deadline deadline, Progress progress)
            throws KafkaRequestException, InterruptedException {
        Map<Integer, Long> keptFiles;
        try (TopicScan files = scan(Topics.FILES, Seen.WRITTEN, deadline)) {
            keptFiles = files.begin();
        }
        try (TopicScan tasks = scan(Topics.TASKS, Seen.WRITTEN, deadline)) {
            Map<Integer, Long> begin = tasks.begin();
            Map<Integer, Long> from = tasks.from(earliest, CLOCK_MARGIN);
            int lanes = tasks.partitionCount();
            Consumer<ConsumerRecord<byte[], byte[]>> visitor =
                    record ->
                            search.task(
                                    position(record),
                                    record.value(),
                                    surroundings(record, lanes, keptFiles));
            tasks.read(from, tasks.end(), visitor, progress);
            if (search.isMissingSources()) {
                // A foreign producer may have written them with a time that is wrong.
                tasks.read(begin, from, visitor, progress);
            }
        }
    }

    private ReplaySearch.Surroundings surroundings(
            ConsumerRecord<byte[], byte[]> record, int lanes, Map<Integer, Long> keptFiles) {
        return new ReplaySearch.Surroundings() {
            @Override
            public int laneOf(Pool pool) {
                return Partitions.of(pool.value(), lanes);
            }

            @Override
            public @Nullable String missingFile(TaskSubmitted task) {
                return ReplayLog.missingFile(task, keptFiles);
            }

            @Override
            public boolean isBelieved(TaskSubmitted task) {
                return settings.signing().believes(record, task);
            }
        };
    }

    private void readLetters(ReplaySearch search, Deadline deadline, Progress progress)
            throws KafkaRequestException, InterruptedException {
        try (TopicScan letters = scan(Topics.DEAD_LETTERS, Seen.COMMITTED, deadline)) {
            letters.read(
                    letters.begin(),
                    letters.end(),
                    record ->
                            DeadLetter.placeOf(record.headers())
                                    .filter(place -> place.topic().equals(Topics.TASKS.topic()))
                                    .ifPresent(place ->
                                            search.refused(place.partition(), place.offset())),
                    progress);
        }
    }

    private TopicScan scan(Topics topic, Seen seen, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        return TopicScan.open(settings, clientId, topic, seen, deadline);
    }

    static RecordPosition position(ConsumerRecord<byte[], byte[]> record) {
        return new RecordPosition(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }

    private static @Nullable String missingFile(
            TaskSubmitted task, Map<Integer, Long> firstOffsets) {
        FileRef longPrompt = task.prompt().file();
        return Stream.concat(
                        longPrompt == null ? Stream.empty() : Stream.of(longPrompt),
                        task.files().stream())
                .filter(file ->
                        file.offset() < firstOffsets.getOrDefault(file.partition(), Long.MAX_VALUE))
                .findFirst()
                .map(file ->
                        "its file \"%s\" is no longer kept in Kafka, which keeps files %d days: submit it again"
                                .formatted(file.name(), Topics.FILES.retention().toDays()))
                .orElse(null);
    }

    private static @Nullable String text(byte @Nullable [] key) {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }
}
