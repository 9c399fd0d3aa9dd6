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
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters, trying until Kafka has them, so that a record is always on its own topic or
 * on the dead-letters topic. Safe for use by many threads; each blocks until its own is written.
 */
public final class DeadLetterWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final Duration timeout;
    private final IntFunction<Duration> backoff;
    private volatile @Nullable String problem;

    /**
     * @param producer closed with this
     * @param timeout for one try
     * @param backoff how long to wait after so many failures in a row, from 1 on
     */
    public DeadLetterWriter(
            Producer<byte[], byte[]> producer, Duration timeout, IntFunction<Duration> backoff) {
        this.producer = producer;
        this.timeout = timeout;
        this.backoff = backoff;
    }

    /** With a producer of its own. */
    public static DeadLetterWriter open(
            KafkaSettings settings, String clientId, Duration timeout, Backoff backoff) {
        return new DeadLetterWriter(
                new KafkaProducer<>(
                        settings.producer(clientId, Math.toIntExact(timeout.toMillis())),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                timeout,
                backoff::after);
    }

    /**
     * Returns when Kafka has the dead letter.
     *
     * @throws InterruptedException if the thread was interrupted before that
     */
    public void write(DeadLetter deadLetter) throws InterruptedException {
        DeadLetter toWrite = deadLetter;
        for (int failures = 1; ; failures++) {
            try {
                producer.send(toWrite.record()).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                problem = null;
                return;
            } catch (InterruptException e) {
                throw Interrupts.toInterruptedException(e);
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                problem = "Kafka does not take a dead letter; see the log.";
                LOG.warn("a dead letter was not taken by Kafka, try {}", failures, e);
                toWrite =
                        KafkaRequestException.isTooLarge(e) ? deadLetter.withoutContent() : toWrite;
            }
            Thread.sleep(backoff.apply(failures));
        }
    }

    /** Why writers wait, as a sentence; empty while Kafka takes dead letters. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
