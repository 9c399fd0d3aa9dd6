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
    record Found(TaskSubmitted task, String key, int partition) {}

    private final Codec codec = new Codec();
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Found> found = new ArrayList<>();

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

    /** Those that have been looked at, without another look. */
    List<Found> seen() {
        return List.copyOf(found);
    }

    /** All of them so far. */
    List<Found> all() {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(found(record)));
        return List.copyOf(found);
    }

    /** Those whose prompt is like this, when there are so many of them. */
    List<Found> await(Predicate<String> prompt, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollDelay(Duration.ZERO)
                .until(
                        () ->
                                all().stream()
                                        .filter(each -> prompt.test(each.task().prompt().text()))
                                        .toList(),
                        matching -> matching.size() >= count);
    }

    Found await(String prompt) {
        return await(prompt::equals, 1).getFirst();
    }

    private Found found(ConsumerRecord<String, byte[]> record) {
        RecordPosition place =
                new RecordPosition(
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()));
        return switch (codec.decodeTask(record.value(), place)) {
            case Decoded.Readable<TaskMessage>(TaskSubmitted task) ->
                    new Found(task, record.key(), record.partition());
            case Decoded<TaskMessage> other -> throw new AssertionError(other.toString());
        };
    }

    @Override
    public void close() {
        consumer.close();
    }
}
