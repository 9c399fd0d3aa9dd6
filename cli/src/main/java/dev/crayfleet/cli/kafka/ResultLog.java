package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Results as Kafka keeps them, longer than any dispatcher remembers. */
public final class ResultLog {
    private static final Duration SEARCH_TIMEOUT = Duration.ofMinutes(10);

    /** Clocks of a dispatcher and of Kafka differ by less. */
    private static final Duration CLOCK_MARGIN = Duration.ofHours(1);

    private final KafkaSettings settings;
    private final Codec codec = new Codec();

    public ResultLog(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * Finds the result of a task that has ended.
     *
     * @param endedAt when, as far as that is known: then less has to be read
     * @param progress of the search
     * @return empty if Kafka has none now
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public Optional<TaskResult> find(TaskId task, @Nullable Instant endedAt, Progress progress)
            throws InterruptedException {
        AtomicReference<@Nullable TaskResult> found = new AtomicReference<>();
        try (TopicScan results =
                TopicScan.open(
                        settings,
                        "crayfleet-cli-results",
                        Topics.RESULTS,
                        TopicScan.Seen.COMMITTED,
                        Deadline.after(SEARCH_TIMEOUT))) {
            int partition = Partitions.of(task.value(), results.partitionCount());
            Map<Integer, Long> end = results.end();
            Map<Integer, Long> from = new HashMap<>(end);
            Map<Integer, Long> begin =
                    endedAt == null ? results.begin() : results.from(endedAt.minus(CLOCK_MARGIN));
            from.put(partition, begin.getOrDefault(partition, 0L));
            results.read(from, end, record -> result(record, task).ifPresent(found::set), progress);
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
        return Optional.ofNullable(found.get());
    }

    private Optional<TaskResult> result(ConsumerRecord<byte[], byte[]> record, TaskId task) {
        return KeyText.of(record).equals(task.value())
                        && codec.decodeResult(record.value())
                                instanceof Decoded.Readable<TaskResult>(TaskResult result)
                ? Optional.of(result)
                : Optional.empty();
    }
}
