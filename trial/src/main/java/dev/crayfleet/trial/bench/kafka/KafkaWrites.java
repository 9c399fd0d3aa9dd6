package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.contract.Topics;
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
 * What a fleet has Kafka write, read afterwards from Kafka's own topics, so that counting disturbs
 * nothing. A transaction in a lane is one that moved the dispatchers' position in it. For one
 * thread.
 */
public final class KafkaWrites implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;

    /** Where bytes lie: topics of Kafka itself, what the dispatcher keeps, and what travels. */
    public enum Kind {
        KAFKAS_OWN,
        CHANGELOGS,
        MESSAGES;

        static Kind of(String topic) {
            if (topic.startsWith("__")) {
                return KAFKAS_OWN;
            }
            return topic.endsWith("-changelog") ? CHANGELOGS : MESSAGES;
        }
    }

    /** A place in time. */
    public record Mark(Map<TopicPartition, Long> ends, Map<Kind, Long> bytes, long nanos) {
        public Mark {
            ends = Map.copyOf(ends);
            bytes = Map.copyOf(bytes);
        }
    }

    /**
     * @param transactions committed, of anybody
     * @param busiestLane those of the dispatchers in the lane that had most
     * @param bytes on the brokers' disks
     */
    public record Written(
            Duration time, long transactions, long busiestLane, Map<Kind, Long> bytes) {
        public Written {
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
     * @throws IllegalStateException if Kafka does not say
     */
    public Mark mark() throws InterruptedException {
        Map<TopicPartition, Long> sizes = sizes();
        List<TopicPartition> internal =
                sizes.keySet().stream()
                        .filter(each ->
                                Set.of(InternalRecords.OFFSETS, InternalRecords.TRANSACTIONS)
                                        .contains(each.topic()))
                        .toList();
        Map<Kind, Long> bytes =
                sizes.entrySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        each -> Kind.of(each.getKey().topic()),
                                        Collectors.summingLong(Map.Entry::getValue)));
        return new Mark(consumer.endOffsets(internal, PATIENCE), bytes, System.nanoTime());
    }

    /**
     * @throws IllegalStateException if Kafka's own topics cannot be read in time
     */
    public Written since(Mark begin) throws InterruptedException {
        Mark end = mark();
        Map<Kind, Long> bytes = new TreeMap<>();
        end.bytes()
                .forEach((kind, size) ->
                        bytes.put(kind, size - begin.bytes().getOrDefault(kind, 0L)));
        Counter counter = new Counter();
        read(begin, end, counter);
        return new Written(
                Duration.ofNanos(end.nanos() - begin.nanos()),
                counter.transactions,
                counter.lanes.values().stream().mapToLong(Long::longValue).max().orElse(0),
                bytes);
    }

    private void read(Mark begin, Mark end, Counter counter) {
        consumer.assign(end.ends().keySet());
        end.ends()
                .keySet()
                .forEach(each -> consumer.seek(each, begin.ends().getOrDefault(each, 0L)));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached(end)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Kafka's own topics cannot be read to their end");
            }
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                counter.count(each);
            }
        }
    }

    private boolean reached(Mark end) {
        return end.ends().entrySet().stream()
                .allMatch(each -> consumer.position(each.getKey(), PATIENCE) >= each.getValue());
    }

    private Map<TopicPartition, Long> sizes() throws InterruptedException {
        try {
            Collection<Node> brokers =
                    admin.describeCluster().nodes().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Map<TopicPartition, Long> sizes = new HashMap<>();
            admin
                    .describeLogDirs(brokers.stream().map(Node::id).toList())
                    .allDescriptions()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(folders -> folders.values().stream())
                    .map(LogDirDescription::replicaInfos)
                    .forEach(replicas ->
                            replicas.forEach((place, replica) ->
                                    sizes.merge(place, replica.size(), Long::sum)));
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

    /** Each of a lane's two topics counts for itself: one transaction moves both or one. */
    private static final class Counter {
        private final Map<TopicPartition, Long> lanes = new HashMap<>();
        private long transactions;

        void count(ConsumerRecord<byte[], byte[]> record) {
            if (record.topic().equals(InternalRecords.TRANSACTIONS)) {
                transactions += InternalRecords.committed(record.value()) ? 1 : 0;
                return;
            }
            InternalRecords.position(record.key(), UnusedKafkaCheck.DISPATCHERS)
                    .filter(place ->
                            place.topic().equals(Topics.RUNS.topic())
                                    || place.topic().equals(Topics.TASKS.topic()))
                    .ifPresent(place -> lanes.merge(place, 1L, Long::sum));
        }
    }
}
