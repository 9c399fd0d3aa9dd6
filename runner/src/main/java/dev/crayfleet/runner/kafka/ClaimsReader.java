package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dispatcher to runner: the one partition of claims that the runner's id lies in, from the end, in
 * no consumer group. Owns its thread and its consumer.
 */
final class ClaimsReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimsReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Between two lines about records that are passed over. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    /** Who is told. */
    interface Listener {
        void heed(ClaimMessage message);

        /** The place in the topic was lost: messages may have been missed. */
        void lostPlace(String reason);

        /** A record could not be read, and is passed over. */
        default void skipped() {}
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Codec codec;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final Listener listener;

    // Of the reading thread.
    private long skipped;
    private long skipTold;

    /**
     * Takes its place at the end of the partition: what is written from now on is read.
     *
     * @param patience how long Kafka may take to say where the end is
     */
    ClaimsReader(
            KafkaSettings settings,
            RunnerId id,
            Codec codec,
            Listener listener,
            Duration patience) {
        Map<String, Object> config = settings.consumer(id + "-claims");
        // A place that is gone must be noticed, not silently moved.
        config.put("auto.offset.reset", "none");
        // A claim ends the wait at once; without one, this is how often Kafka is asked.
        config.put("fetch.max.wait.ms", 2_000);
        this.consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition =
                new TopicPartition(
                        Topics.CLAIMS.topic(),
                        Partitions.of(id.value(), Topics.CLAIMS.partitions(settings.lanes())));
        this.codec = codec;
        this.listener = listener;
        try {
            consumer.assign(List.of(partition));
            takePlace(patience);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        this.thread = Thread.ofPlatform().name(id + "-claims").unstarted(this::read);
    }

    void start() {
        thread.start();
    }

    private void takePlace(Duration patience) {
        consumer.seekToEnd(List.of(partition));
        // Seeking is lazy; only this fixes the place.
        long end = consumer.position(partition, patience);
        LOG.info("claims are read from {} at {}", partition, end);
    }

    private void read() {
        try {
            while (stopped.getCount() > 0) {
                try {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        heed(record);
                    }
                } catch (WakeupException toldToStop) {
                    LOG.debug("claims are no longer read");
                } catch (InvalidOffsetException e) {
                    LOG.error("the place in {} is gone", partition, e);
                    recover("its place in the claims topic was lost");
                } catch (InterruptException e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    if (!isOfARecord(e) || !passOver(e)) {
                        LOG.error("claims cannot be read; trying again", e);
                        stopped.await(1, TimeUnit.SECONDS);
                    }
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.info("reading claims was interrupted");
        }
    }

    /**
     * Whether it is the fault of what lies in the topic, which will be the same the next time:
     * bytes that are no record, a kind of compression that cannot be undone here. Kafka's own
     * troubles have kinds of their own, and pass.
     */
    private static boolean isOfARecord(Throwable e) {
        return !FatalErrors.isFatal(e)
                && (!(e instanceof KafkaException)
                        || e instanceof RecordDeserializationException
                        || e.getClass() == KafkaException.class);
    }

    /**
     * Goes on behind what cannot be read, and never beyond the end. Should it have been for this
     * runner: the dispatcher says a claim again that is not answered.
     *
     * @return whether it did
     */
    private boolean passOver(Throwable e) {
        try {
            long at = consumer.position(partition, CLOSING);
            long end = consumer.endOffsets(List.of(partition), CLOSING).getOrDefault(partition, 0L);
            if (at >= end) {
                return false;
            }
            consumer.seek(partition, at + 1);
            skip("record %s@%d cannot be read: %s".formatted(partition, at, e));
            return true;
        } catch (InterruptException interrupted) {
            throw interrupted;
        } catch (RuntimeException again) {
            LOG.warn("the place in the claims topic is not known: {}", again.toString());
            return false;
        }
    }

    /** A flood of them is no flood of lines. */
    private void skip(String what) {
        skipped++;
        listener.skipped();
        long now = System.nanoTime();
        if (skipped == 1 || now - skipTold > QUIET.toNanos()) {
            skipTold = now;
            LOG.error("{} ({} passed over so far)", Limits.cut(Texts.oneLine(what), 500), skipped);
        }
    }

    /** Ends the life that may have missed something, and goes on at the end. */
    private void recover(String why) throws InterruptedException {
        while (stopped.getCount() > 0) {
            try {
                // Each time: a life that began meanwhile may have missed something too.
                listener.lostPlace(why);
                takePlace(CLOSING);
                return;
            } catch (InterruptException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                LOG.warn("no place in the claims topic yet: {}", e.toString());
                stopped.await(1, TimeUnit.SECONDS);
            }
        }
    }

    /**
     * Nothing that lies there ends the reading: whose claim it was, the dispatcher says it again.
     */
    private void heed(ConsumerRecord<byte[], byte[]> record) {
        try {
            switch (codec.decodeClaim(record.value())) {
                case Decoded.Readable<ClaimMessage> readable -> listener.heed(readable.message());
                case Decoded.Unreadable<ClaimMessage> unreadable ->
                        skip(
                                "record %s@%d is no claim: %s"
                                        .formatted(
                                                partition, record.offset(), unreadable.reason()));
            }
        } catch (RuntimeException | Error e) {
            LOG.error("record {}@{} could not be heeded", partition, record.offset(), e);
        }
    }

    /** Returns when the thread is gone. */
    @Override
    public void close() {
        stopped.countDown();
        consumer.wakeup();
        try {
            if (thread.isAlive() && !thread.join(CLOSING)) {
                LOG.error("the reader of claims did not stop");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        consumer.close();
    }
}
