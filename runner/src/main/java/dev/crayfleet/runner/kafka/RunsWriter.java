package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.runner.run.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a runner reports, each message to its pool's lane. Safe for use by many threads. */
final class RunsWriter implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(RunsWriter.class);

    /** Far more than a valid report has, and far less than Kafka takes. */
    private static final int MAX_BYTES = 4 * Limits.MESSAGE_BYTES;

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
        CompletableFuture<Void> delivery = new CompletableFuture<>();
        String pool = message.pool().value();
        try {
            producer.send(
                    new ProducerRecord<>(
                            Topics.RUNS.topic(),
                            Partitions.of(pool, lanes),
                            pool,
                            encode(message),
                            headers(message)),
                    (metadata, failure) -> {
                        if (failure == null) {
                            delivery.complete(null);
                        } else {
                            delivery.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException | Error e) {
            // No memory or threads, a closed producer, or a broker that was away for longer than a
            // send may block.
            delivery.completeExceptionally(e);
        }
        return delivery;
    }

    /** By the header, who asked finds the answer without reading all others. */
    private static List<Header> headers(RunMessage message) {
        return message instanceof LogAnswered answered
                ? List.of(
                        new RecordHeader(
                                Topics.HEADER_REQUEST,
                                answered.request().getBytes(StandardCharsets.UTF_8)))
                : List.of();
    }

    /** A report that is too large would be sent again for ever, and its attempt be held. */
    private byte[] encode(RunMessage message) {
        if (!(message instanceof RunFinished finished) || finished.report() == null) {
            return codec.encode(message);
        }
        String reason;
        try {
            byte[] encoded = codec.encode(message);
            if (encoded.length <= MAX_BYTES) {
                return encoded;
            }
            reason = "it has %,d bytes".formatted(encoded.length);
        } catch (RuntimeException e) {
            reason = e.toString();
        }
        LOG.error("task {}: its end is told without a report: {}", finished.attempt(), reason);
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
