package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the one result of a task. Opened before the task is submitted, so that none is missed.
 */
public final class ResultWaiter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final @Nullable KafkaConsumer<String, byte[]> consumer;
    private final @Nullable TaskId task;
    private final Codec codec = new Codec();

    private ResultWaiter(@Nullable KafkaConsumer<String, byte[]> consumer, @Nullable TaskId task) {
        this.consumer = consumer;
        this.task = task;
    }

    /** For who does not wait. */
    public static ResultWaiter none() {
        return new ResultWaiter(null, null);
    }

    /**
     * Remembers where to look for the result from.
     *
     * @param known whether the task may have ended before: then the whole topic is read, not only
     *     what comes from now on
     * @throws IllegalStateException with a sentence for people, if Kafka is away
     */
    public static ResultWaiter from(KafkaSettings settings, TaskId task, boolean known) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings.consumer("crayfleet-cli-results"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        try {
            int partitions = consumer.partitionsFor(Topics.RESULTS.topic(), PATIENCE).size();
            TopicPartition place =
                    new TopicPartition(
                            Topics.RESULTS.topic(), Partitions.of(task.value(), partitions));
            consumer.assign(List.of(place));
            Map<TopicPartition, Long> start =
                    known
                            ? consumer.beginningOffsets(List.of(place), PATIENCE)
                            : consumer.endOffsets(List.of(place), PATIENCE);
            consumer.seek(place, start.getOrDefault(place, 0L));
            return new ResultWaiter(consumer, task);
        } catch (KafkaException e) {
            consumer.close();
            throw new IllegalStateException(
                    "Kafka at %s does not answer, so the result cannot be waited for. Is --bootstrap right?"
                            .formatted(settings.bootstrap()),
                    e);
        }
    }

    /**
     * @throws IllegalStateException with a sentence for people, if the time is over; the task goes
     *     on
     */
    public TaskResult await(Duration patience) {
        if (consumer == null || task == null) {
            throw new IllegalStateException("nobody waits");
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(250))) {
                if (task.value().equals(record.key())
                        && codec.decodeResult(record.value())
                                instanceof Decoded.Readable<TaskResult>(TaskResult result)) {
                    return result;
                }
            }
        }
        throw new IllegalStateException(
                "task %s has no result after %s; it goes on. Its result will be in #results."
                        .formatted(task, patience));
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
