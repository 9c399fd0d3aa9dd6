package dev.crayfleet.trial.storm.kafka;

import dev.crayfleet.corpus.HostileRecord;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes hostile records to any topic, with exactly the given bytes. Safe for many threads. */
public final class RawRecordProducer implements AutoCloseable {
    /** Longer than any fault lasts. */
    private static final int DELIVERY_TIMEOUT_MS = 180_000;

    /** A producer applies this limit before compression. */
    private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String bootstrap;
    private final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();

    public RawRecordProducer(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Completes with its position, {@code topic-partition@offset}, or with null if Kafka refuses
     * its timestamp; exceptionally if it is not known whether it was written.
     */
    public CompletableFuture<@Nullable String> send(HostileRecord record) {
        List<Header> headers =
                record.headers().stream()
                        .<Header>map(each -> new RecordHeader(each.name(), each.value()))
                        .toList();
        CompletableFuture<@Nullable String> done = new CompletableFuture<>();
        producer(record)
                .send(
                        new TimestampedRecord("crayfleet." + record.topic(), record, headers),
                        (metadata, failure) -> {
                            if (failure == null) {
                                done.complete(
                                        TopicReader.position(
                                                metadata.topic(),
                                                metadata.partition(),
                                                metadata.offset()));
                            } else if (failure instanceof InvalidTimestampException) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        });
        return done;
    }

    /**
     * A record that the broker may refuse gets a producer of its own: a batch is refused as a
     * whole.
     */
    private synchronized KafkaProducer<byte[], byte[]> producer(HostileRecord record) {
        String compression = record.compression();
        boolean ownBatch = record.outcome() == HostileRecord.Outcome.NOT_TAKEN;
        return producers.computeIfAbsent(
                ownBatch ? compression + "-alone" : compression,
                name -> {
                    Map<String, Object> settings =
                            KafkaSettings.of(bootstrap)
                                    .producer("crayfleet-storm-" + name, DELIVERY_TIMEOUT_MS);
                    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
                    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
                    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD_BYTES);
                    return new KafkaProducer<>(
                            settings, new ByteArraySerializer(), new ByteArraySerializer());
                });
    }

    @Override
    public synchronized void close() {
        producers.values().forEach(each -> each.close(CLOSE_TIMEOUT));
    }

    /**
     * Allows the timestamp -1, which old clients may send and which the constructor of {@code
     * ProducerRecord} refuses; the producer reads it by the getter.
     */
    private static final class TimestampedRecord extends ProducerRecord<byte[], byte[]> {
        private final @Nullable Long timestamp;

        TimestampedRecord(String topic, HostileRecord record, List<Header> headers) {
            super(topic, null, null, record.key(), record.value(), headers);
            this.timestamp = record.timestamp();
        }

        @Override
        public @Nullable Long timestamp() {
            return timestamp;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
