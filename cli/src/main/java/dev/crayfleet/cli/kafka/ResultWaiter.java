package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the one result of a task, and hears what happens to it meanwhile. Opened before the
 * task is submitted, so that nothing is missed.
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
            TopicPartition results = partition(consumer, Topics.RESULTS, task);
            TopicPartition events = partition(consumer, Topics.EVENTS, task);
            consumer.assign(List.of(results, events));
            Map<TopicPartition, Long> offsets =
                    new HashMap<>(consumer.endOffsets(List.of(results, events), KAFKA_TIMEOUT));
            if (mayHaveEnded) {
                offsets.putAll(consumer.beginningOffsets(List.of(results), KAFKA_TIMEOUT));
            }
            offsets.forEach(consumer::seek);
            return new ResultWaiter(consumer, task, settings);
        } catch (KafkaException e) {
            consumer.close();
            throw new UnreachableException(
                    KafkaRefusal.orElse(
                            settings,
                            e,
                            "Kafka at %s does not answer, so the result cannot be waited for. Is --bootstrap right, and has a fleet made its topics there?"
                                    .formatted(settings.bootstrap())),
                    e);
        }
    }

    private static TopicPartition partition(
            KafkaConsumer<String, byte[]> consumer, Topics topic, TaskId task) {
        int partitions = consumer.partitionsFor(topic.topic(), KAFKA_TIMEOUT).size();
        if (partitions == 0) {
            throw new UnknownTopicOrPartitionException(topic.topic() + " is not there");
        }
        return new TopicPartition(topic.topic(), Partitions.of(task.value(), partitions));
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
        return await(timeout, TaskListener.NONE);
    }

    /**
     * The same, for somebody who wants to know how it goes on.
     *
     * @return empty if the time is over; the task goes on
     */
    public Optional<TaskResult> await(Duration timeout, TaskListener listener) {
        if (consumer == null || task == null) {
            throw new IllegalStateException("not opened to wait");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                if (!task.value().equals(record.key())) {
                    continue;
                }
                if (record.topic().equals(Topics.EVENTS.topic())) {
                    hear(record.value(), listener);
                } else if (codec.decodeResult(record.value())
                        instanceof Decoded.Readable<TaskResult>(TaskResult result)) {
                    return Optional.of(result);
                }
            }
            listener.waited();
        }
        return Optional.empty();
    }

    private void hear(byte @Nullable [] value, TaskListener listener) {
        if (codec.decodeEvent(value) instanceof Decoded.Readable<TaskEvent>(TaskEvent event)) {
            listener.heard(event);
        }
    }

    /**
     * The whole answer, which lies in a file if it is long.
     *
     * @return empty if that file cannot be read any more
     * @throws UnreachableException with a sentence for people, if Kafka does not give it now
     */
    public Optional<String> answer(RunReport.Answer answer) {
        FileRef file = answer.resultFile();
        return file == null
                ? Optional.of(answer.result())
                : file(file).map(whole -> new String(whole, StandardCharsets.UTF_8));
    }

    /**
     * A file that the agent made.
     *
     * @return empty if it cannot be read any more
     * @throws UnreachableException with a sentence for people, if Kafka does not give it now
     */
    public Optional<byte[]> file(FileRef file) {
        if (settings == null) {
            throw new IllegalStateException("not opened to wait");
        }
        try {
            return Optional.of(FileStore.read(settings, FILE_TIMEOUT, file));
        } catch (FileStore.FileLostException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw new UnreachableException(
                    "the task has ended, but Kafka at %s does not give its %s of %,d bytes now"
                            .formatted(settings.bootstrap(), file.name(), file.size()),
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
