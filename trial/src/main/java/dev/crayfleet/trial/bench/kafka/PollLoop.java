package dev.crayfleet.trial.bench.kafka;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Polls a Kafka consumer on a thread of its own, until it is stopped or fails. */
final class PollLoop {
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<ConsumerRecords<byte[], byte[]>> onRecords;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    /**
     * @param name of the thread
     * @param consumer with its partitions assigned; belongs to this loop from now on
     * @param onRecords called on the thread, also with no records
     */
    PollLoop(
            String name,
            KafkaConsumer<byte[], byte[]> consumer,
            Consumer<ConsumerRecords<byte[], byte[]>> onRecords) {
        this.consumer = consumer;
        this.onRecords = onRecords;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * @throws IllegalStateException if it has failed
     */
    void check() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new IllegalStateException(thread.getName() + " cannot read on: " + cause, cause);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                onRecords.accept(consumer.poll(POLL_TIMEOUT));
            }
        } catch (WakeupException closed) {
            // Ends the loop.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /**
     * Stops the thread and closes the consumer.
     *
     * @return false if it was interrupted before that
     * @throws IllegalStateException if the thread does not stop within 20 s
     */
    boolean stop() {
        stopped = true;
        consumer.wakeup();
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                throw new IllegalStateException(thread.getName() + " does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        consumer.close();
        return true;
    }
}
