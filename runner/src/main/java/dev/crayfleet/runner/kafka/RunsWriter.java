package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.runner.run.Outbox;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runner to dispatcher: each message to its pool's lane. Safe for use by many threads. */
final class RunsWriter implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(RunsWriter.class);

    /** Far more than a report that was made by the rules, and far less than Kafka takes. */
    private static final int MOST_BYTES = 4 * Limits.MESSAGE_BYTES;

    private final Producer<String, byte[]> producer;
    private final Codec codec;
    private final int lanes;

    RunsWriter(Producer<String, byte[]> producer, Codec codec, int lanes) {
        this.producer = producer;
        this.codec = codec;
        this.lanes = lanes;
    }

    @Override
    public CompletableFuture<Void> send(RunMessage message) {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        String pool = message.pool().value();
        try {
            producer.send(
                    new ProducerRecord<>(
                            Topics.RUNS.topic(),
                            Partitions.of(pool, lanes),
                            pool,
                            encoded(message)),
                    (place, failure) -> {
                        if (failure == null) {
                            arrived.complete(null);
                        } else {
                            arrived.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException | Error e) {
            // A machine without memory or threads, a closed producer, or a broker that was away for
            // longer than a send may block.
            arrived.completeExceptionally(e);
        }
        return arrived;
    }

    /** A report that cannot travel would be told again for ever, and its attempt be held. */
    private byte[] encoded(RunMessage message) {
        if (!(message instanceof RunFinished finished) || finished.report() == null) {
            return codec.encode(message);
        }
        String why;
        try {
            byte[] whole = codec.encode(message);
            if (whole.length <= MOST_BYTES) {
                return whole;
            }
            why = "it has %,d bytes".formatted(whole.length);
        } catch (RuntimeException e) {
            why = e.toString();
        }
        LOG.error("task {}: its end is told without a report: {}", finished.attempt(), why);
        return codec.encode(
                new RunFinished(
                        finished.pool(),
                        finished.holder(),
                        finished.attempt(),
                        finished.outcome(),
                        null,
                        finished.at()));
    }
}
