package dev.crayfleet.ingest;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** Everything on the tasks topic, as it comes. */
final class TaskTopic implements AutoCloseable {
    /** A task and where it lay. */
    record TaskRecord(TaskSubmitted task, String key, int partition) {}

    private final Codec codec = new Codec();
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TaskRecord> records = new ArrayList<>();

    TaskTopic(String bootstrap) {
        consumer =
                new KafkaConsumer<>(
                        KafkaSettings.of(bootstrap).consumer("tasks-watcher"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                consumer.partitionsFor(Topics.TASKS.topic()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** Those polled so far, without polling again. */
    List<TaskRecord> polled() {
        return List.copyOf(records);
    }

    /** All of them, after polling once more. */
    List<TaskRecord> all() {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(toTaskRecord(record)));
        return List.copyOf(records);
    }

    /** Waits until there are so many whose prompt matches, and returns those. */
    List<TaskRecord> await(Predicate<String> prompt, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollDelay(Duration.ZERO)
                .until(
                        () ->
                                all().stream()
                                        .filter(each -> prompt.test(each.task().prompt().text()))
                                        .toList(),
                        matching -> matching.size() >= count);
    }

    TaskRecord await(String prompt) {
        return await(prompt::equals, 1).getFirst();
    }

    private TaskRecord toTaskRecord(ConsumerRecord<String, byte[]> record) {
        RecordPosition position =
                new RecordPosition(
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()));
        return switch (codec.decodeTask(record.value(), position)) {
            case Decoded.Readable<TaskMessage>(TaskSubmitted task) ->
                    new TaskRecord(task, record.key(), record.partition());
            case Decoded<TaskMessage> other -> throw new AssertionError(other.toString());
        };
    }

    @Override
    public void close() {
        consumer.close();
    }
}
