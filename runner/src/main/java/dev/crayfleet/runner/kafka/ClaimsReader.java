package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.stage.kafka.KafkaMeters;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what dispatchers write to this runner. Owns its thread and its consumer. */
final class ClaimsReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimsReader.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_INTERVAL_SECONDS = 1;

    /** Is called by the reading thread. */
    interface Listener {
        void handle(ClaimMessage message);

        /** The position in the topic was lost: messages may have been missed. */
        void positionLost(String reason);

        /** A record could not be read, and is skipped. */
        default void skipped() {}
    }

    private final ClaimsConsumer consumer;
    private final Codec codec;
    private final Listener listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final SkippedRecordLog skippedRecords = new SkippedRecordLog();
    private final Thread thread;

    /**
     * Takes its position at the end of the partition: what is written from now on is read.
     *
     * @param timeout how long Kafka may take to say where the end is
     */
    ClaimsReader(
            KafkaSettings settings, RunnerId id, Codec codec, Listener listener, Duration timeout) {
        this.consumer = new ClaimsConsumer(settings, id, timeout);
        this.codec = codec;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name(id + "-claims").unstarted(this::read);
    }

    void bindMeters(KafkaMeters meters) {
        consumer.bindMeters(meters);
    }

    void start() {
        thread.start();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void read() {
        try {
            while (!isStopped()) {
                try {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll()) {
                        handle(record);
                    }
                } catch (WakeupException closing) {
                    LOG.debug("claims are no longer read");
                } catch (InvalidOffsetException e) {
                    LOG.error("the position in {} is lost", consumer.partition(), e);
                    restartAtEnd("its place in the claims topic was lost");
                } catch (InterruptException e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    if (!ClaimsConsumer.isCausedByRecord(e) || !skipRecord(e)) {
                        LOG.error("claims cannot be read; trying again", e);
                        awaitRetry();
                    }
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.info("reading claims was interrupted");
        }
    }

    private void awaitRetry() throws InterruptedException {
        stopped.await(RETRY_INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private boolean skipRecord(Throwable why) {
        OptionalLong offset = consumer.skipRecord();
        offset.ifPresent(at ->
                skipped(
                        "record %s@%d cannot be read: %s"
                                .formatted(consumer.partition(), at, why)));
        return offset.isPresent();
    }

    private void skipped(String description) {
        listener.skipped();
        skippedRecords.add(description);
    }

    /** Has the session ended, which may have missed something, and goes on at the end. */
    private void restartAtEnd(String reason) throws InterruptedException {
        while (!isStopped()) {
            try {
                // Each time: a session that began meanwhile may have missed something too.
                listener.positionLost(reason);
                consumer.seekToEnd();
                return;
            } catch (InterruptException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                LOG.warn("no position in the claims topic yet: {}", e.toString());
                awaitRetry();
            }
        }
    }

    /** No record ends the reading: a claim that is not answered is repeated by the dispatcher. */
    private void handle(ConsumerRecord<byte[], byte[]> record) {
        try {
            switch (codec.decodeClaim(record.value())) {
                case Decoded.Readable<ClaimMessage> readable -> listener.handle(readable.message());
                case Decoded.Unreadable<ClaimMessage> unreadable ->
                        skipped(
                                "record %s@%d is no claim: %s"
                                        .formatted(
                                                consumer.partition(),
                                                record.offset(),
                                                unreadable.reason()));
            }
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "record {}@{} could not be handled", consumer.partition(), record.offset(), e);
        }
    }

    /** Returns when the thread is gone. */
    @Override
    public void close() {
        stopped.countDown();
        consumer.wakeup();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
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
