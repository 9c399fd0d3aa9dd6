package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads results from their topic, for people who ask for one task: the ledger keeps no answers. The
 * time at which a task ended says where its result begins to be looked for. For many threads, a few
 * of which read at a time; the last results are remembered, because they are asked for again.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
public class TaskResultReader {
    private static final Logger LOG = LoggerFactory.getLogger(TaskResultReader.class);
    private static final int MAX_READERS = 4;
    private static final int MAX_REMEMBERED = 32;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    /** The dispatcher writes the result when it decides, by the same clock. */
    private static final Duration MAX_EARLIER = Duration.ofSeconds(2);

    private static final Duration MAX_LATER = Duration.ofSeconds(30);

    private final KafkaSettings kafka;
    private final Duration timeout;
    private final Codec codec = new Codec();
    private final Semaphore readers = new Semaphore(MAX_READERS);
    private final Map<TaskId, TaskResult> remembered =
            new LinkedHashMap<>(MAX_REMEMBERED, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<TaskId, TaskResult> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    TaskResultReader(KafkaSettings kafka, HttpSettings settings) {
        this.kafka = kafka;
        this.timeout = settings.answerTimeout();
    }

    /** The result of a task, or why it cannot be shown. */
    public sealed interface Found {
        record Result(TaskResult result) implements Found {}

        /**
         * @param sentence for people
         */
        record Missing(String sentence) implements Found {}
    }

    /**
     * @param finishedAt when the task ended
     */
    public Found find(TaskId id, Instant finishedAt) {
        synchronized (remembered) {
            TaskResult known = remembered.get(id);
            if (known != null && known.finishedAt().equals(finishedAt)) {
                return new Found.Result(known);
            }
        }
        if (!readers.tryAcquire()) {
            return new Found.Missing(
                    "too many results are asked for at the same time; ask again in a moment");
        }
        try {
            return read(id, finishedAt);
        } catch (KafkaException e) {
            LOG.debug("the result of {} cannot be read", id, e);
            return new Found.Missing("Kafka does not answer, so the result cannot be read now");
        } finally {
            readers.release();
        }
    }

    private Found read(TaskId id, Instant finishedAt) {
        TopicPartition partition =
                new TopicPartition(
                        Topics.RESULTS.topic(),
                        Partitions.of(id.value(), Topics.RESULTS.partitions(kafka.lanes())));
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long from = finishedAt.minus(MAX_EARLIER).toEpochMilli();
            OffsetAndTimestamp start =
                    consumer.offsetsForTimes(Map.of(partition, from)).get(partition);
            if (start == null) {
                return new Found.Missing("its result is no longer kept in Kafka");
            }
            consumer.seek(partition, start.offset());
            return search(consumer, id, finishedAt.plus(MAX_LATER).toEpochMilli());
        }
    }

    private Found search(KafkaConsumer<String, byte[]> consumer, TaskId id, long until) {
        TopicPartition partition = consumer.assignment().iterator().next();
        long end =
                Optional.ofNullable(consumer.endOffsets(List.of(partition)).get(partition))
                        .orElse(0L);
        Deadline deadline = Deadline.after(timeout);
        while (!deadline.hasPassed() && consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                if (record.timestamp() > until) {
                    return new Found.Missing("its result is no longer kept in Kafka");
                }
                if (id.value().equals(record.key())) {
                    return decode(record.value());
                }
            }
        }
        return consumer.position(partition) < end
                ? new Found.Missing("its result could not be found in time; ask again")
                : new Found.Missing("its result is no longer kept in Kafka");
    }

    private Found decode(byte[] value) {
        return switch (codec.decodeResult(value)) {
            case Decoded.Unreadable<TaskResult> unreadable ->
                    new Found.Missing("its result cannot be read: " + unreadable.reason());
            case Decoded.Readable<TaskResult>(TaskResult result) -> {
                synchronized (remembered) {
                    remembered.put(result.id(), result);
                }
                yield new Found.Result(result);
            }
        };
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings =
                new HashMap<>(kafka.consumer("crayfleet-dispatcher-results"));
        settings.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        return settings;
    }
}
