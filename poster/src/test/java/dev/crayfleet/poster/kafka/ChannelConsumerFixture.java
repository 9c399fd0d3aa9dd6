package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.poster.discord.InDoubtWindow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A channel consumer between a fake Kafka consumer and a fake handler. */
final class ChannelConsumerFixture implements AutoCloseable {
    static final TopicPartition PARTITION = new TopicPartition(Topics.RESULTS.topic(), 0);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant RECORDED = NOW.minus(Duration.ofHours(1));

    /** Of every record that may have been posted by the previous owner. */
    static final InDoubtWindow IN_DOUBT = new InDoubtWindow(RECORDED, NOW);

    final FakeConsumer consumer = new FakeConsumer();
    final FakeHandler handler = new FakeHandler(() -> consumer.committedOffset);

    /** If set, each new Kafka consumer is assigned the partition with records at these offsets. */
    volatile long @Nullable [] recordsOfNewConsumers;

    final ChannelConsumer channelConsumer =
            new ChannelConsumer(
                    new ChannelConsumer.Settings(
                            "results",
                            Topics.RESULTS,
                            Duration.ofMillis(1),
                            Duration.ofSeconds(1),
                            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1))),
                    this::newConsumer,
                    handler,
                    Clock.fixed(NOW, ZoneOffset.UTC));

    /** Starts, and waits until so many records are handled and committed. */
    void run(int records) {
        channelConsumer.start();
        await(records);
    }

    void await(int records) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() ->
                        handler.handled.size() == records && consumer.committedOffset == records);
    }

    static boolean awaitLatch(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                RECORDED.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    @Override
    public void close() {
        channelConsumer.close();
    }

    private Consumer<byte[], byte[]> newConsumer() {
        long[] offsets = recordsOfNewConsumers;
        if (offsets != null) {
            consumer.reassignPartition(offsets);
        }
        return consumer;
    }
}
