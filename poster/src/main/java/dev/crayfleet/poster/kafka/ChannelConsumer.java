package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.NativeCompression;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts the records of one topic to one place at Discord, one by one, in order. Each place has its
 * own consumer group, so that a channel that cannot be posted to blocks nothing else.
 *
 * <p>One thread owns the Kafka consumer, another posts. If the first fails for any reason, it
 * continues with a new Kafka consumer after a back-off.
 */
final class ChannelConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelConsumer.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    /**
     * For leaving the group, which comes first. What else a Kafka consumer does when it is closed
     * would wait for the end of its last fetch, and may be left to the broker.
     */
    private static final Duration CONSUMER_CLOSE_TIMEOUT = Duration.ofMillis(500);

    /**
     * @param name for logs, meters and threads
     * @param pollInterval how long one poll waits for records; also the longest time between polls
     * @param kafkaTimeout for a commit
     * @param backoff before a failed Kafka consumer is replaced
     */
    record Settings(
            String name,
            Topics topic,
            Duration pollInterval,
            Duration kafkaTimeout,
            Backoff backoff) {}

    private final Settings settings;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final RecordHandler handler;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final UnreadableRecordFinder unreadableRecords = new UnreadableRecordFinder();
    private final ExecutorService postExecutor;
    private final Thread consumerThread;
    private final LoopContext context = new Context();
    private volatile boolean started;
    private volatile @Nullable String problem;

    /**
     * @param consumers makes a Kafka consumer: one at the start, and one after each failure
     */
    ChannelConsumer(
            Settings settings,
            Supplier<Consumer<byte[], byte[]>> consumers,
            RecordHandler handler,
            Clock clock) {
        this.settings = settings;
        this.consumers = consumers;
        this.handler = handler;
        this.clock = clock;
        this.postExecutor =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("post-" + settings.name()).daemon().factory());
        this.consumerThread =
                Thread.ofPlatform()
                        .name("consume-" + settings.name())
                        .daemon()
                        .unstarted(this::keepConsuming);
    }

    void start() {
        started = true;
        consumerThread.start();
    }

    /** What keeps it from reading, as a sentence; empty while it reads. */
    Optional<String> problem() {
        if (started && !consumerThread.isAlive() && closed.getCount() > 0) {
            return Optional.of(
                    "The thread of %s has ended; restart the poster.".formatted(settings.name()));
        }
        return Optional.ofNullable(problem);
    }

    /** Begins to stop, and returns at once. */
    void stop() {
        closed.countDown();
        handler.stop();
        postExecutor.shutdownNow();
    }

    /** Stops within 10 s; records that were not handled are handled after the next start. */
    @Override
    public void close() {
        stop();
        try {
            if (!consumerThread.join(STOP_TIMEOUT)) {
                LOG.warn("{} does not stop", settings.name());
                consumerThread.interrupt();
            }
        } catch (InterruptedException e) {
            consumerThread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void keepConsuming() {
        int failures = 0;
        while (closed.getCount() > 0) {
            try {
                failures = consume() ? 1 : failures + 1;
                Duration wait = settings.backoff().after(failures);
                if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                LOG.debug("{} was interrupted", settings.name(), e);
            }
        }
    }

    /** Runs one Kafka consumer until this is closed or it fails; returns whether it could read. */
    private boolean consume() throws InterruptedException {
        boolean hasRead = false;
        try {
            Consumer<byte[], byte[]> consumer = consumers.get();
            ConsumerLoop loop =
                    new ConsumerLoop(settings, consumer, handler, unreadableRecords, context);
            try {
                loop.run();
            } finally {
                hasRead = loop.hasRead();
                consumer.close(CloseOptions.timeout(CONSUMER_CLOSE_TIMEOUT));
            }
        } catch (InterruptException | WakeupException e) {
            LOG.debug("{} was interrupted", settings.name(), e);
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            onFailure(e);
        }
        return hasRead;
    }

    private void onFailure(Throwable e) {
        problem =
                "%s cannot read from Kafka and starts over; see the log."
                        .formatted(settings.name());
        LOG.error("{}: starting over", settings.name(), e);
        if (e instanceof LinkageError) {
            reportMissingLibrary();
        }
    }

    /** It was there at the start, but its temporary folder may have changed since. */
    private void reportMissingLibrary() {
        try {
            NativeCompression.require();
        } catch (IllegalStateException missing) {
            problem = missing.getMessage();
        }
    }

    private final class Context implements LoopContext {
        @Override
        public boolean isOpen() {
            return closed.getCount() > 0;
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void onReadSuccess() {
            problem = null;
        }

        @Override
        public Future<RecordHandler.HandlingResult> submit(
                Callable<RecordHandler.HandlingResult> task) {
            return postExecutor.submit(task);
        }
    }
}
