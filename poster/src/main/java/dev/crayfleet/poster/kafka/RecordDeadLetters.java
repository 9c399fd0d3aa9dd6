package dev.crayfleet.poster.kafka;

import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.DeadLetterWriter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes the dead letters of one channel consumer, and counts them. */
final class RecordDeadLetters {
    private final DeadLetterWriter writer;
    private final Counter written;

    /**
     * @param name of the channel consumer, for meters
     */
    RecordDeadLetters(String name, DeadLetterWriter writer, MeterRegistry registry) {
        this.writer = writer;
        this.written = registry.counter("crayfleet.poster.dead.letters", "line", name);
    }

    /**
     * Returns when Kafka has the dead letter.
     *
     * @param reason a sentence, on one line
     */
    void write(ConsumerRecord<byte[], byte[]> record, String reason) throws InterruptedException {
        writer.write(
                DeadLetter.of(
                        positionOf(record),
                        record.key(),
                        record.value(),
                        record.headers(),
                        reason));
        written.increment();
    }

    /** Whether a write waits for Kafka. */
    boolean isWaiting() {
        return writer.problem().isPresent();
    }

    static DeadLetter.Place positionOf(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter.Place(record.topic(), record.partition(), record.offset());
    }
}
