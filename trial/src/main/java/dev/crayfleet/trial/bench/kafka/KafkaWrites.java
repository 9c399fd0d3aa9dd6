package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the transactions and bytes that a fleet writes. Reads them afterwards from Kafka's
 * internal topics, so that counting does not disturb the measurement. A transaction in a lane is
 * one that committed an offset of the dispatchers in it. For one thread.
 */
public final class KafkaWrites implements AutoCloseable {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;

    /**
     * The state of Kafka at a time.
     *
     * @param ends end offsets of the internal topics
     * @param nanos from {@link System#nanoTime}
     */
    public record WriteSnapshot(
            Map<TopicPartition, Long> ends, Map<TopicKind, Long> bytes, long nanos) {
        public WriteSnapshot {
            ends = Map.copyOf(ends);
            bytes = Map.copyOf(bytes);
        }
    }

    /**
     * @param transactions committed by any client
     * @param busiestLane those of the dispatchers in the lane that had most
     * @param bytes by which the brokers' log folders grew
     */
    public record WriteCounts(
            Duration time, long transactions, long busiestLane, Map<TopicKind, Long> bytes) {
        public WriteCounts {
            bytes = Map.copyOf(bytes);
        }
    }

    public KafkaWrites(KafkaSettings kafka) {
        this.consumer =
                new KafkaConsumer<>(
                        kafka.consumer("crayfleet-bench-writes"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.admin = Admin.create(kafka.admin("crayfleet-bench-writes"));
    }

    /**
     * @throws IllegalStateException if Kafka does not answer
     */
    public WriteSnapshot snapshot() throws InterruptedException {
        Map<TopicPartition, Long> sizes = sizes();
        List<TopicPartition> internal =
                sizes.keySet().stream()
                        .filter(each ->
                                Set.of(
                                                InternalRecords.OFFSETS_TOPIC,
                                                InternalRecords.TRANSACTIONS_TOPIC)
                                        .contains(each.topic()))
                        .toList();
        Map<TopicKind, Long> bytes =
                sizes.entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        each -> TopicKind.of(each.getKey().topic()),
                                        Collectors.summingLong(Map.Entry::getValue)));
        return new WriteSnapshot(
                consumer.endOffsets(internal, KAFKA_TIMEOUT), bytes, System.nanoTime());
    }

    /**
     * @throws IllegalStateException if the internal topics cannot be read in time
     */
    public WriteCounts since(WriteSnapshot begin) throws InterruptedException {
        WriteSnapshot end = snapshot();
        Map<TopicKind, Long> bytes = new TreeMap<>();
        end.bytes()
                .forEach((kind, size) ->
                        bytes.put(kind, size - begin.bytes().getOrDefault(kind, 0L)));
        TransactionCounter counter = new TransactionCounter();
        read(begin, end, counter);
        return new WriteCounts(
                Duration.ofNanos(end.nanos() - begin.nanos()),
                counter.transactions(),
                counter.busiestLane(),
                bytes);
    }

    private void read(WriteSnapshot begin, WriteSnapshot end, TransactionCounter counter) {
        consumer.assign(end.ends().keySet());
        end.ends()
                .keySet()
                .forEach(each -> consumer.seek(each, begin.ends().getOrDefault(each, 0L)));
        long deadline = System.nanoTime() + KAFKA_TIMEOUT.toNanos();
        while (!reached(end)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Kafka's own topics cannot be read to their end");
            }
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL_TIMEOUT)) {
                counter.count(each);
            }
        }
    }

    private boolean reached(WriteSnapshot end) {
        return end.ends().entrySet().stream()
                .allMatch(
                        each -> consumer.position(each.getKey(), KAFKA_TIMEOUT) >= each.getValue());
    }

    private Map<TopicPartition, Long> sizes() throws InterruptedException {
        try {
            Collection<Node> brokers =
                    admin.describeCluster()
                            .nodes()
                            .get(KAFKA_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            Map<TopicPartition, Long> sizes = new HashMap<>();
            admin
                    .describeLogDirs(brokers.stream().map(Node::id).toList())
                    .allDescriptions()
                    .get(KAFKA_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(folders -> folders.values().stream())
                    .map(LogDirDescription::replicaInfos)
                    .forEach(replicas ->
                            replicas.forEach((partition, replica) ->
                                    sizes.merge(partition, replica.size(), Long::sum)));
            return sizes;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not say how large its topics are", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ofSeconds(1));
    }
}
