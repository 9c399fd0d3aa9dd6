package dev.crayfleet.poster.kafka;

import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.PARTITION;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Kafka's mock of a consumer, which also fails as a test says. It serves as every new consumer. */
final class FakeConsumer extends MockConsumer<byte[], byte[]> {
    /** How many of the next commits fail. */
    final AtomicInteger failingCommits = new AtomicInteger();

    final List<OffsetAndMetadata> commits = new CopyOnWriteArrayList<>();
    volatile long committedOffset;
    volatile long unreadableOffset = -1;

    /** Thrown by every poll. */
    volatile @Nullable Error error;

    FakeConsumer() {
        super("earliest");
        updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        LockSupport.parkNanos(1_000_000);
        Error now = error;
        if (now != null) {
            throw now;
        }
        if (assignment().contains(PARTITION)
                && !paused().contains(PARTITION)
                && position(PARTITION) == unreadableOffset) {
            throw new KafkaException(
                    "Received exception when fetching the next record from "
                            + PARTITION
                            + ". If needed, please seek past the record to go on.",
                    new KafkaException("it is invalid"));
        }
        return super.poll(timeout);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        if (failingCommits.get() > 0) {
            failingCommits.decrementAndGet();
            throw new TimeoutException("the coordinator is away");
        }
        super.commitSync(offsets, timeout);
        commits.addAll(offsets.values());
        committedOffset =
                offsets.getOrDefault(PARTITION, new OffsetAndMetadata(committedOffset)).offset();
    }

    /** The mock forgets commits when it is subscribed again. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions, Duration timeout) {
        return commits.isEmpty() ? Map.of() : Map.of(PARTITION, commits.getLast());
    }

    /** The mock goes on listing partitions that were paused when they were revoked. */
    @Override
    public Set<TopicPartition> paused() {
        return super.paused().stream()
                .filter(assignment()::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Does nothing: the next consumer is this one. */
    @Override
    public void close(CloseOptions options) {}

    /** A rebalance that assigns the partition, with records at these offsets. */
    void assignPartition(long... offsets) {
        schedulePollTask(() -> assign(offsets));
    }

    void revokePartition() {
        schedulePollTask(() -> rebalance(List.of()));
    }

    /** Both in one poll, so that a consumer which fails leaves nothing for the next one to do. */
    void reassignPartition(long... offsets) {
        schedulePollTask(() -> {
            rebalance(List.of());
            assign(offsets);
        });
    }

    private void assign(long... offsets) {
        rebalance(List.of(PARTITION));
        LongStream.of(offsets).forEach(offset -> addRecord(ChannelConsumerFixture.record(offset)));
    }
}
