package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

class PartitionsTest {
    /** A foreign producer that knows nothing of lanes: Kafka's own client, with a key. */
    @Test
    void areThoseOfKafkasDefaultPartitioner() throws Exception {
        List<String> keys =
                List.of(
                        "default",
                        "auditor",
                        "manager",
                        "tech-lead",
                        "nx-expert",
                        "webster",
                        "a",
                        "discord-1200000000000000001",
                        "kafka-3-42",
                        "zoë",
                        "🦞",
                        "x".repeat(128));
        try (KafkaForTests kafka = KafkaForTests.start().withTopics();
                Producer<String, byte[]> producer = kafka.producer()) {
            Map<String, Future<RecordMetadata>> sent = new LinkedHashMap<>();
            for (String key : keys) {
                sent.put(
                        key,
                        producer.send(
                                new ProducerRecord<>(Topics.TASKS.topic(), key, new byte[] {1})));
            }
            for (Map.Entry<String, Future<RecordMetadata>> each : sent.entrySet()) {
                assertThat(Partitions.of(each.getKey(), Topics.DEFAULT_LANES))
                        .as(each.getKey())
                        .isEqualTo(each.getValue().get(30, TimeUnit.SECONDS).partition());
            }
        }
    }
}
