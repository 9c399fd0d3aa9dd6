package dev.crayfleet.poster;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Reads all dead letters of a broker, by the position of the record. */
final class DeadLetters implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, List<String>> reasons = new HashMap<>();

    DeadLetters(String bootstrap) {
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Waits until a record is a dead letter, and returns the reason. */
    String awaitReason(RecordMetadata record) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInSameThread()
                .until(() -> !reasons(record).isEmpty());
        return reasons(record).getFirst();
    }

    /** The reasons of the dead letters of a record that have been written by now. */
    List<String> reasons(RecordMetadata record) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(200))) {
            String position =
                    header(each, Topics.HEADER_TOPIC)
                            + "-"
                            + header(each, Topics.HEADER_PARTITION)
                            + "@"
                            + header(each, Topics.HEADER_OFFSET);
            reasons.computeIfAbsent(position, p -> new ArrayList<>())
                    .add(header(each, Topics.HEADER_REASON));
        }
        return reasons.getOrDefault(
                record.topic() + "-" + record.partition() + "@" + record.offset(), List.of());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
