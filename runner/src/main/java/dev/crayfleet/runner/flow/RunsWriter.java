package dev.crayfleet.runner.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.flow.Partitions;
import dev.crayfleet.runner.run.Outbox;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Runner to dispatcher: each message to its pool's lane. Safe for use by many threads. */
final class RunsWriter implements Outbox {
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
                            codec.encode(message)),
                    (place, failure) -> {
                        if (failure == null) {
                            arrived.complete(null);
                        } else {
                            arrived.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException e) {
            // A closed producer, or a broker that was away for longer than a send may block.
            arrived.completeExceptionally(e);
        }
        return arrived;
    }
}
