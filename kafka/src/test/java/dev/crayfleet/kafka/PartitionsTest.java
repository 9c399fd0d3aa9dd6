package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import java.time.Instant;
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

    @Test
    void theKeyOfALanesMessageLeadsToThatLane() {
        Order order = new Order("s-1", Requester.UNKNOWN, null, Instant.EPOCH);
        for (int lanes : List.of(1, 2, 12, 100)) {
            for (int lane = 0; lane < lanes; lane++) {
                String key = Partitions.keyOf(new TaskMessage.StopRequested(lane, order), lanes);
                assertThat(Partitions.of(key, lanes)).isEqualTo(lane);
            }
        }
        assertThatThrownBy(() -> Partitions.keyOf(new TaskMessage.StopRequested(12, order), 12))
                .hasMessage("there is no lane 12; the lanes of this fleet are 0 to 11");
        assertThat(Partitions.keyOf(new TaskMessage.PauseRequested(new Pool("auditor"), order), 12))
                .isEqualTo("auditor");
    }
}
