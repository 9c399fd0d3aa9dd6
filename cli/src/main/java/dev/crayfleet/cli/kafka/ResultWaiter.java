package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FILE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(250);

    private final @Nullable KafkaConsumer<String, byte[]> consumer;
    private final @Nullable TaskId task;
    private final @Nullable KafkaSettings settings;
    private final Codec codec = new Codec();

    private ResultWaiter(
            @Nullable KafkaConsumer<String, byte[]> consumer,
            @Nullable TaskId task,
            @Nullable KafkaSettings settings) {
        this.consumer = consumer;
        this.task = task;
        this.settings = settings;
    }

    /** For a command that does not wait for the result. */
    public static ResultWaiter none() {
        return new ResultWaiter(null, null, null);
    }

    /**
     * Remembers where to look for the result from.
     *
     * @param mayHaveEnded whether the task may have ended before: then the whole topic is read, not
     *     only what comes from now on
     * @throws UnreachableException with a sentence for people, if Kafka is away
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
            return new ResultWaiter(consumer, task, settings);
        } catch (KafkaException e) {
            consumer.close();
            throw new UnreachableException(
                    "Kafka at %s does not answer, so the result cannot be waited for. Is --bootstrap right, and has a fleet made its topics there?"
                            .formatted(settings.bootstrap()),
                    e);
        }
    }

    /** Where its Kafka is; absent where nothing is waited for. */
    public @Nullable String bootstrap() {
        return settings == null ? null : settings.bootstrap();
    }

    /**
     * May be called again, to wait longer.
     *
     * @return empty if the time is over; the task goes on
     */
    public Optional<TaskResult> await(Duration timeout) {
        if (consumer == null || task == null) {
            throw new IllegalStateException("not opened to wait");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                if (task.value().equals(record.key())
                        && codec.decodeResult(record.value())
                                instanceof Decoded.Readable<TaskResult>(TaskResult result)) {
                    return Optional.of(result);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The whole answer, which lies in a file if it is long.
     *
     * @return empty if that file cannot be read any more
     * @throws UnreachableException with a sentence for people, if Kafka does not give it now
     */
    public Optional<String> answer(RunReport.Answer answer) {
        FileRef file = answer.resultFile();
        if (file == null || settings == null) {
            return Optional.of(answer.result());
        }
        try {
            byte[] whole = FileStore.read(settings, FILE_TIMEOUT, file);
            return Optional.of(new String(whole, StandardCharsets.UTF_8));
        } catch (FileStore.FileLostException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw new UnreachableException(
                    "the task has succeeded, but Kafka at %s does not give its answer of %,d bytes now"
                            .formatted(settings.bootstrap(), file.size()),
                    e);
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
