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
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(250);

    private final @Nullable KafkaConsumer<String, byte[]> consumer;
    private final @Nullable TaskId task;
    private final Codec codec = new Codec();

    private ResultWaiter(@Nullable KafkaConsumer<String, byte[]> consumer, @Nullable TaskId task) {
        this.consumer = consumer;
        this.task = task;
    }

    /** For a command that does not wait for the result. */
    public static ResultWaiter none() {
        return new ResultWaiter(null, null);
    }

    /**
     * Remembers where to look for the result from.
     *
     * @param mayHaveEnded whether the task may have ended before: then the whole topic is read, not
     *     only what comes from now on
     * @throws IllegalStateException with a sentence for people, if Kafka is away
     */
    public static ResultWaiter open(KafkaSettings settings, TaskId task, boolean mayHaveEnded) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings.consumer("crayfleet-cli-results"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        try {
            int partitions = consumer.partitionsFor(Topics.RESULTS.topic(), KAFKA_TIMEOUT).size();
            TopicPartition partition =
                    new TopicPartition(
                            Topics.RESULTS.topic(), Partitions.of(task.value(), partitions));
            consumer.assign(List.of(partition));
            Map<TopicPartition, Long> startOffsets =
                    mayHaveEnded
                            ? consumer.beginningOffsets(List.of(partition), KAFKA_TIMEOUT)
                            : consumer.endOffsets(List.of(partition), KAFKA_TIMEOUT);
            consumer.seek(partition, startOffsets.getOrDefault(partition, 0L));
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
    public TaskResult await(Duration timeout) {
        if (consumer == null || task == null) {
            throw new IllegalStateException("not opened to wait");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                if (task.value().equals(record.key())
                        && codec.decodeResult(record.value())
                                instanceof Decoded.Readable<TaskResult>(TaskResult result)) {
                    return result;
                }
            }
        }
        throw new IllegalStateException(
                "task %s has no result after %s; it goes on. Its result will be in #results."
                        .formatted(task, timeout));
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
