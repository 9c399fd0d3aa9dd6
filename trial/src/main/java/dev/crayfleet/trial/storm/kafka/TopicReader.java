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

/** Reads the committed records of a topic from its beginning. */
public final class TopicReader {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private TopicReader() {}

    /**
     * The parts of a record that an audit needs.
     *
     * @param position {@code topic-partition@offset}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record CommittedRecord(String position, byte[] value, Map<String, String> headers) {
        /** Of a dead letter: the position of the record that it is of. */
        public String origin() {
            return "%s-%s@%s"
                    .formatted(
                            headers.get(Topics.HEADER_TOPIC),
                            headers.get(Topics.HEADER_PARTITION),
                            headers.get(Topics.HEADER_OFFSET));
        }
    }

    static String position(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /**
     * Reads all records that are there now.
     *
     * @throws IllegalStateException if that takes longer than the limit
     */
    public static void readAll(
            String bootstrap, Topics topic, Duration limit, Consumer<CommittedRecord> sink) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrap, topic)) {
            Map<TopicPartition, Long> ends =
                    new HashMap<>(consumer.endOffsets(consumer.assignment(), KAFKA_TIMEOUT));
            while (true) {
                ends.entrySet()
                        .removeIf(end ->
                                consumer.position(end.getKey(), KAFKA_TIMEOUT) >= end.getValue());
                if (ends.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%s was not read to its end within %d s; left: %s"
                                    .formatted(topic.topic(), limit.toSeconds(), ends));
                }
                consumer.poll(POLL_INTERVAL)
                        .forEach(record -> sink.accept(committedRecord(record)));
            }
        }
    }

    /** Reads further records until it is closed, also over restarts of the broker. */
    public static TopicFollower follow(
            String bootstrap, Topics topic, Consumer<CommittedRecord> sink) {
        return new TopicFollower(consumer(bootstrap, topic), sink);
    }

    /** Reads a topic in a thread of its own. */
    public static final class TopicFollower implements AutoCloseable {
        private final KafkaConsumer<String, byte[]> consumer;
        private final Thread thread;
        private final CountDownLatch closed = new CountDownLatch(1);

        TopicFollower(KafkaConsumer<String, byte[]> consumer, Consumer<CommittedRecord> sink) {
            this.consumer = consumer;
            this.thread = Thread.ofPlatform().name("storm-tail").daemon().start(() -> read(sink));
        }

        private void read(Consumer<CommittedRecord> sink) {
            try (consumer) {
                while (closed.getCount() > 0) {
                    consumer.poll(POLL_INTERVAL)
                            .forEach(record -> sink.accept(committedRecord(record)));
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
                thread.join(CLOSE_TIMEOUT);
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
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic.topic(), KAFKA_TIMEOUT).stream()
                        .map(each -> new TopicPartition(topic.topic(), each.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static CommittedRecord committedRecord(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            byte[] headerValue = header.value();
            headers.put(
                    header.key(),
                    headerValue == null ? "" : new String(headerValue, StandardCharsets.UTF_8));
        }
        byte[] value = record.value();
        return new CommittedRecord(
                position(record.topic(), record.partition(), record.offset()),
                value == null ? new byte[0] : value,
                headers);
    }
}
