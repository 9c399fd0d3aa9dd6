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

/** Writes records to any topic, byte by byte as they are given. Safe for many threads. */
public final class RawRecords implements AutoCloseable {
    /** Longer than any fault. */
    private static final int DELIVERY_MS = 180_000;

    /** Before compression, which is when a producer counts. */
    private static final int LARGEST = 64 * 1024 * 1024;

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final String bootstrap;
    private final Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();

    public RawRecords(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Completes with where it lies, {@code topic-partition@offset}, or with null if Kafka does not
     * take such a time; exceptionally if it is not known whether it is there.
     */
    public CompletableFuture<@Nullable String> send(HostileRecord record) {
        List<Header> headers =
                record.headers().stream()
                        .<Header>map(each -> new RecordHeader(each.name(), each.value()))
                        .toList();
        CompletableFuture<@Nullable String> done = new CompletableFuture<>();
        producer(record)
                .send(
                        new Timed("crayfleet." + record.topic(), record, headers),
                        (place, failure) -> {
                            if (failure == null) {
                                done.complete(
                                        Records.place(
                                                place.topic(), place.partition(), place.offset()));
                            } else if (failure instanceof InvalidTimestampException) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        });
        return done;
    }

    /** What a broker may refuse goes by itself: it refuses a batch as a whole. */
    private synchronized KafkaProducer<byte[], byte[]> producer(HostileRecord record) {
        String codec = record.compression();
        boolean alone = record.outcome() == HostileRecord.Outcome.NOT_TAKEN;
        return producers.computeIfAbsent(
                alone ? codec + "-alone" : codec,
                name -> {
                    Map<String, Object> settings =
                            KafkaSettings.of(bootstrap)
                                    .producer("crayfleet-storm-" + name, DELIVERY_MS);
                    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
                    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST);
                    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * LARGEST);
                    return new KafkaProducer<>(
                            settings, new ByteArraySerializer(), new ByteArraySerializer());
                });
    }

    @Override
    public synchronized void close() {
        producers.values().forEach(each -> each.close(CLOSING));
    }

    /**
     * Kafka's producer takes no record without a time, but asks the record for it: so old clients'
     * records can be made with it.
     */
    private static final class Timed extends ProducerRecord<byte[], byte[]> {
        private final @Nullable Long timestamp;

        Timed(String topic, HostileRecord record, List<Header> headers) {
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
