package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.OpenTransactionWait;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of a fleet in which tasks have ended, written without a fleet. */
final class EndedTasks implements AutoCloseable {
    static final TaskOptions OPTIONS = new TaskOptions("cheap", Thinking.LOW, null, 1, null);
    static final FileRef FILE = new FileRef("data.csv", 7, "0".repeat(64), 0, 0, 1);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final KafkaSettings settings;
    private final Producer<String, byte[]> producer;
    private final Codec codec = new Codec();
    private final AtomicReference<Exception> lost = new AtomicReference<>();

    EndedTasks(KafkaSettings settings) {
        this.settings = settings;
        Map<String, Object> config = new HashMap<>(settings.producer("test", 60_000));
        // Leaders of new topics may change: with more in flight, records could be lost then.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        this.producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** A task that was submitted and ended at this time. */
    void write(String id, String pool, TaskStatus status, Instant at) {
        write(submitted(id, pool, at, null, List.of(FILE)), at);
        write(result(id, pool, status, at), at);
    }

    static TaskSubmitted submitted(
            String id, String pool, Instant at, @Nullable String replayOf, List<FileRef> files) {
        return new TaskSubmitted(
                new TaskId(id),
                new Pool(pool),
                Prompt.of("do " + id),
                OPTIONS,
                files,
                new Origin.Http(),
                new Requester("http:Ada", "Ada"),
                at,
                replayOf == null ? null : new TaskId(replayOf));
    }

    static TaskResult result(String id, String pool, TaskStatus status, Instant at) {
        boolean isFailed = status == TaskStatus.FAILED;
        return new TaskResult(
                new TaskId(id),
                new Pool(pool),
                status,
                Prompt.of("do " + id),
                OPTIONS,
                new Origin.Http(),
                new Requester("http:Ada", "Ada"),
                1,
                new RunnerId("runner-1"),
                isFailed ? "The agent was stopped: it had its 120 s." : null,
                isFailed ? FailureKind.TIMEOUT : null,
                null,
                at,
                at);
    }

    void write(TaskSubmitted task, Instant at) {
        write(Topics.TASKS, task.pool().value(), codec.encode(task), at);
    }

    void write(TaskResult result, Instant at) {
        write(Topics.RESULTS, result.id().value(), codec.encode(result), at);
    }

    /** At its own time. */
    void write(TaskEvent event) {
        write(Topics.EVENTS, event.key(), codec.encode(event), event.at());
    }

    private void write(Topics topic, String key, byte[] value, Instant at) {
        int partition = Partitions.of(key, topic.partitions(settings.lanes()));
        producer.send(
                new ProducerRecord<>(topic.topic(), partition, at.toEpochMilli(), key, value),
                (metadata, failure) -> {
                    if (failure != null) {
                        lost.set(failure);
                    }
                });
    }

    /** Sends any record, and returns where it lies. */
    RecordPosition send(ProducerRecord<String, byte[]> record) throws Exception {
        var metadata = producer.send(record).get();
        return new RecordPosition(metadata.partition(), metadata.offset(), Instant.EPOCH);
    }

    void flush() {
        producer.flush();
        assertThat(lost.get()).as("what the test itself could not write").isNull();
    }

    /** All tasks on the topic that repeat others, in the order of their partitions. */
    List<TaskSubmitted> replays() {
        List<TaskSubmitted> replays = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records(Topics.TASKS)) {
            RecordPosition at =
                    new RecordPosition(record.partition(), record.offset(), Instant.EPOCH);
            if (codec.decodeTask(record.value(), at)
                            instanceof Decoded.Readable<TaskMessage>(TaskMessage message)
                    && message instanceof TaskSubmitted task
                    && task.replayOf() != null) {
                assertThat(record.partition())
                        .isEqualTo(Partitions.of(task.pool().value(), settings.lanes()));
                replays.add(task);
            }
        }
        return replays;
    }

    /** All that was written by now; what was just committed is seen only a little later. */
    List<ConsumerRecord<String, byte[]>> records(Topics topic) {
        awaitDecided(topic);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings.consumer("test"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(topic.topic()).stream()
                            .map(each -> new TopicPartition(topic.topic(), each.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            var end = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(each -> consumer.position(each) < end.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private void awaitDecided(Topics topic) {
        try {
            assertThat(
                            OpenTransactionWait.awaitDecided(
                                    settings, "test", topic, Deadline.after(TIMEOUT)))
                    .isTrue();
        } catch (KafkaRequestException | InterruptedException e) {
            throw new AssertionError("cannot read " + topic.topic(), e);
        }
    }

    static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null
                ? null
                : new String(header.value(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(TIMEOUT);
    }
}
