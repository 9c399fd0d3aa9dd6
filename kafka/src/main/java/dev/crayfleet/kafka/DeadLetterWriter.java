package dev.crayfleet.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters, trying until Kafka has them, so that a record is on its topic or among the
 * dead letters, and never lost between. For use by many threads, each of which waits by itself.
 */
public final class DeadLetterWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final Duration patience;
    private final IntFunction<Duration> backoff;
    private volatile @Nullable String trouble;

    /**
     * @param producer closed with this
     * @param patience for one try
     * @param backoff how long to wait after so many failures in a row, from 1 on
     */
    public DeadLetterWriter(
            Producer<byte[], byte[]> producer, Duration patience, IntFunction<Duration> backoff) {
        this.producer = producer;
        this.patience = patience;
        this.backoff = backoff;
    }

    /** With a producer of its own. */
    public static DeadLetterWriter open(
            KafkaSettings settings,
            String clientId,
            Duration patience,
            IntFunction<Duration> backoff) {
        return new DeadLetterWriter(
                new KafkaProducer<>(
                        settings.producer(clientId, Math.toIntExact(patience.toMillis())),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                patience,
                backoff);
    }

    /**
     * Returns when Kafka has it.
     *
     * @throws InterruptedException if the thread was interrupted before that
     */
    public void write(DeadLetter letter) throws InterruptedException {
        DeadLetter next = letter;
        for (int failures = 1; ; failures++) {
            try {
                producer.send(next.record()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
                trouble = null;
                return;
            } catch (InterruptException e) {
                throw interrupted(e);
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                trouble = "Kafka does not take a dead letter; see the log.";
                LOG.warn("a dead letter was not taken by Kafka, try {}", failures, e);
                next = isTooLarge(e) ? letter.withoutContent() : next;
            }
            Thread.sleep(backoff.apply(failures));
        }
    }

    /** Why writers wait, a sentence; empty while all is well. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }

    private static InterruptedException interrupted(InterruptException e) {
        // It has set the flag, which an InterruptedException stands for.
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("stopped");
        interrupted.initCause(e);
        return interrupted;
    }

    private static boolean isTooLarge(Exception e) {
        return e instanceof RecordTooLargeException
                || e.getCause() instanceof RecordTooLargeException;
    }
}
