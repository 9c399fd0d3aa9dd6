package dev.crayfleet.kafka.fleet;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the fleet topic from its beginning, and then what is written from now on, for as long as it
 * is open. While Kafka is away it waits; no record stops it. Owns its thread and its consumer.
 *
 * <p>Reads committed records only: a fleet file counts when all lanes have it. A transaction on
 * this topic is the fleet's own, and ends within seconds.
 */
public final class FleetFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetFollower.class);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.FLEET.topic(), 0);
    private static final Backoff RETRY =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(5);
    private static final int API_TIMEOUT_MS = 10_000;

    /** How long Kafka holds a question while there is nothing new. */
    private static final int FETCH_WAIT_MS = 10_000;

    /** Kafka's own words about a record that no consumer can read. */
    private static final String UNREADABLE = "please seek past the record";

    private static final int MAX_TRIES = 3;

    private final KafkaSettings settings;
    private final String clientId;
    private final FleetRecords records;
    private final CompletableFuture<Boolean> caughtUp = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // Of the thread.
    private long next;
    private int failures;

    /**
     * @param clientId begins the names of its clients
     * @param listeners the first that takes a key gets its records
     */
    public FleetFollower(KafkaSettings settings, String clientId, List<FleetListener> listeners) {
        this.settings = settings;
        this.clientId = clientId + "-fleet";
        this.records = new FleetRecords(listeners);
        this.thread = Thread.ofPlatform().name(this.clientId).daemon().unstarted(this::run);
    }

    /** To be called once. */
    public void start() {
        thread.start();
    }

    /**
     * Completes with true when all that was on the topic at the start has been heard, and with
     * false if it is closed before.
     */
    public CompletableFuture<Boolean> caughtUp() {
        return caughtUp.copy();
    }

    /** Records that made no sense. */
    public long skipped() {
        return records.skipped();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        try {
            while (!isClosed()) {
                try {
                    TopicSetup.ensure(settings, clientId, EnumSet.of(Topics.FLEET), SETUP_TIMEOUT);
                    follow();
                } catch (RuntimeException | Error e) {
                    FatalErrors.rethrowIfFatal(e);
                    recover(e);
                }
            }
        } catch (InterruptedException closing) {
            LOG.debug("the fleet topic is no longer read");
        } finally {
            caughtUp.complete(false);
        }
    }

    private void follow() {
        try (Reading reading = new Reading()) {
            while (!isClosed()) {
                reading.poll();
            }
        }
    }

    private void recover(Throwable e) throws InterruptedException {
        if (isClosed()) {
            return;
        }
        failures++;
        if (failures >= MAX_TRIES && String.valueOf(e.getMessage()).contains(UNREADABLE)) {
            records.skip(next, "its bytes cannot be read from Kafka");
            next++;
            failures = 0;
            return;
        }
        if (failures == 1) {
            LOG.warn(
                    "what is on the fleet topic cannot be read, and is tried again: {}",
                    String.valueOf(e.getMessage()));
        }
        LOG.debug("stack trace", e);
        closed.await(RETRY.after(failures).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns when the thread is gone. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(JOIN_TIMEOUT)) {
                LOG.error("the reader of the fleet topic did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        caughtUp.complete(false);
    }

    private final class Reading implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final long end;

        Reading() {
            Map<String, Object> config = new HashMap<>(settings.consumer(clientId));
            config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
            config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
            ByteArrayDeserializer bytes = new ByteArrayDeserializer();
            consumer = new KafkaConsumer<>(config, bytes, bytes);
            try {
                consumer.assign(List.of(PARTITION));
                // Not from the beginning again, where tokens that were revoked are still valid.
                consumer.seek(PARTITION, next);
                end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
            tellWhenCaughtUp();
        }

        void poll() {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                records.handle(record);
                next = record.offset() + 1;
            }
            if (failures > 0) {
                failures = 0;
                LOG.info("the fleet topic is read again");
            }
            tellWhenCaughtUp();
        }

        private void tellWhenCaughtUp() {
            if (!caughtUp.isDone() && consumer.position(PARTITION) >= end) {
                caughtUp.complete(true);
            }
        }

        @Override
        public void close() {
            // Or the consumer would not close in order.
            Thread.interrupted();
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }
}
