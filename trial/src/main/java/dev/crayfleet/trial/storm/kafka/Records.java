package dev.crayfleet.trial.storm.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what stands in a topic, committed records only, from its first one. */
public final class Records {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private Records() {}

    /**
     * A record, without what only Kafka needs.
     *
     * @param place {@code topic-partition@offset}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and read once
    public record Seen(String place, byte[] value, Map<String, String> headers) {
        /** Of a dead letter: where the record lay that it is of. */
        public String origin() {
            return "%s-%s@%s"
                    .formatted(
                            headers.get(Topics.HEADER_TOPIC),
                            headers.get(Topics.HEADER_PARTITION),
                            headers.get(Topics.HEADER_OFFSET));
        }
    }

    static String place(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /**
     * Reads all that stands there now.
     *
     * @throws IllegalStateException if that takes longer than the limit
     */
    public static void all(String bootstrap, Topics topic, Duration limit, Consumer<Seen> sink) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrap, topic)) {
            Map<TopicPartition, Long> ends =
                    new HashMap<>(consumer.endOffsets(consumer.assignment(), PATIENCE));
            while (true) {
                ends.entrySet()
                        .removeIf(
                                end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
                if (ends.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%s was not read to its end within %d s; left: %s"
                                    .formatted(topic.topic(), limit.toSeconds(), ends));
                }
                consumer.poll(MOMENT).forEach(record -> sink.accept(seen(record)));
            }
        }
    }

    /** Reads on until it is closed, whatever happens to the broker meanwhile. */
    public static Tail tail(String bootstrap, Topics topic, Consumer<Seen> sink) {
        return new Tail(consumer(bootstrap, topic), sink);
    }

    /** One thread that reads on. */
    public static final class Tail implements AutoCloseable {
        private final KafkaConsumer<String, byte[]> consumer;
        private final Thread thread;
        private final CountDownLatch closed = new CountDownLatch(1);

        Tail(KafkaConsumer<String, byte[]> consumer, Consumer<Seen> sink) {
            this.consumer = consumer;
            this.thread = Thread.ofPlatform().name("storm-tail").daemon().start(() -> read(sink));
        }

        private void read(Consumer<Seen> sink) {
            try (consumer) {
                while (closed.getCount() > 0) {
                    consumer.poll(MOMENT).forEach(record -> sink.accept(seen(record)));
                }
            } catch (WakeupException | InterruptException over) {
                // Closed.
            }
        }

        @Override
        public void close() {
            closed.countDown();
            consumer.wakeup();
            try {
                thread.join(CLOSING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static KafkaConsumer<String, byte[]> consumer(String bootstrap, Topics topic) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        KafkaSettings.of(bootstrap).consumer("crayfleet-storm-reads"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> all =
                consumer.partitionsFor(topic.topic(), PATIENCE).stream()
                        .map(each -> new TopicPartition(topic.topic(), each.partition()))
                        .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    private static Seen seen(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            byte[] said = header.value();
            headers.put(header.key(), said == null ? "" : new String(said, StandardCharsets.UTF_8));
        }
        byte[] value = record.value();
        return new Seen(
                place(record.topic(), record.partition(), record.offset()),
                value == null ? new byte[0] : value,
                headers);
    }
}
