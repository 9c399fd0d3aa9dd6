package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.discord.Backoff;
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
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic to one place at Discord, record by record, in order. Each place has a line and a
 * consumer group of its own, so that a channel that cannot be posted to holds up nothing else.
 *
 * <p>One thread owns the consumer, another posts. Whatever fails in the first, it starts over with
 * a new consumer after a while: it ends when it is closed, and not before.
 */
final class ChannelConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelConsumer.class);
    private static final Duration STOP = Duration.ofSeconds(10);

    /**
     * @param name of the line, for logs, meters and threads
     * @param pollInterval how long at most between two polls
     * @param kafkaTimeout for a commit
     */
    record Settings(
            String name,
            Topics topic,
            Duration pollInterval,
            Duration kafkaTimeout,
            Backoff backoff) {}

    /** What a line has for its consumers, one after the other. */
    interface Desk {
        boolean isOpen();

        Instant now();

        /** A poll has succeeded. */
        void reads();

        /** Has it done by the thread that posts. */
        Future<RecordHandler.Dealt> post(Callable<RecordHandler.Dealt> work);
    }

    private final Settings settings;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final RecordHandler dealing;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final UnreadableRecordFinder badReads = new UnreadableRecordFinder();
    private final ExecutorService poster;
    private final Thread thread;
    private final Desk desk = new OurDesk();
    private volatile boolean started;
    private volatile @Nullable String trouble;

    /**
     * @param consumers gives a new one, again after one has failed
     */
    ChannelConsumer(
            Settings settings,
            Supplier<Consumer<byte[], byte[]>> consumers,
            RecordHandler dealing,
            Clock clock) {
        this.settings = settings;
        this.consumers = consumers;
        this.dealing = dealing;
        this.clock = clock;
        this.poster =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("post-" + settings.name()).daemon().factory());
        this.thread =
                Thread.ofPlatform()
                        .name("line-" + settings.name())
                        .daemon()
                        .unstarted(this::keepConsuming);
    }

    void start() {
        started = true;
        thread.start();
    }

    /** What keeps it from reading, a sentence; empty while all is well. */
    Optional<String> trouble() {
        if (started && !thread.isAlive() && closed.getCount() > 0) {
            return Optional.of(
                    "The thread of %s has ended; restart the poster.".formatted(settings.name()));
        }
        return Optional.ofNullable(trouble);
    }

    /** Stops within some seconds; what was not dealt with is dealt with after the next start. */
    @Override
    public void close() {
        closed.countDown();
        dealing.stop();
        poster.shutdownNow();
        try {
            if (!thread.join(STOP)) {
                LOG.warn("{} does not stop", settings.name());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
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

    /** Returns when it is closed or has failed, and says whether it could read before that. */
    private boolean consume() throws InterruptedException {
        boolean read = false;
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            ConsumerLoop consuming = new ConsumerLoop(settings, consumer, dealing, badReads, desk);
            try {
                consuming.run();
            } finally {
                read = consuming.hasRead();
            }
        } catch (InterruptException | WakeupException e) {
            LOG.debug("{} was interrupted", settings.name(), e);
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            failed(e);
        }
        return read;
    }

    private void failed(Throwable e) {
        trouble =
                "%s cannot read from Kafka and starts over; see the log."
                        .formatted(settings.name());
        LOG.error("{}: starting over", settings.name(), e);
        if (e instanceof LinkageError) {
            sayCure();
        }
    }

    /** It was asked for at the start; the folder may have been changed since. */
    private void sayCure() {
        try {
            NativeCompression.require();
        } catch (IllegalStateException cure) {
            trouble = cure.getMessage();
        }
    }

    private final class OurDesk implements Desk {
        @Override
        public boolean isOpen() {
            return closed.getCount() > 0;
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void reads() {
            trouble = null;
        }

        @Override
        public Future<RecordHandler.Dealt> post(Callable<RecordHandler.Dealt> work) {
            return poster.submit(work);
        }
    }
}
