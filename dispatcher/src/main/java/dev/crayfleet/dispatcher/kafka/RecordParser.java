package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What the records of a lane mean, before anything is decided. */
final class RecordParser {
    /**
     * Kafka forgets what a group of consumers has read when it was away for a week, and then all
     * that is kept is read anew.
     */
    private static final String TOO_OLD =
            "it was written at %s, longer ago than ended tasks are remembered (%d days): whether it was done then, nobody can tell. If not, submit it again";

    /** Of what comes in: several times what the longest of our own messages has. */
    private static final int MOST_BYTES = 256 * 1024;

    private final Codec codec;
    private final int lanes;
    private final Duration retention;

    /**
     * @param lanes how many there are
     * @param retention how long ended tasks are known
     */
    RecordParser(Codec codec, int lanes, Duration retention) {
        this.codec = codec;
        this.lanes = lanes;
        this.retention = retention;
    }

    /** What a record is to the lane it lies in. */
    sealed interface Understood {
        record Bad(String reason) implements Understood {}

        /** It lies in another lane than its pool's: only that lane may decide on it. */
        record Elsewhere(TaskMessage message) implements Understood {}

        record Ours(Input input) implements Understood {}
    }

    Understood understand(Record<byte[], byte[]> record, RecordMetadata at, Instant now) {
        byte[] value = record.value();
        if (value != null && value.length > MOST_BYTES) {
            return new Understood.Bad(
                    "it has %,d bytes; a message has at most %,d"
                            .formatted(value.length, MOST_BYTES));
        }
        return at.topic().equals(Topics.TASKS.topic()) ? task(record, at, now) : run(record, at);
    }

    private Understood task(Record<byte[], byte[]> record, RecordMetadata at, Instant now) {
        RecordPosition place = new RecordPosition(at.partition(), at.offset(), written(record));
        return switch (codec.decodeTask(record.value(), place)) {
            case Decoded.Unreadable<TaskMessage> bad -> new Understood.Bad(bad.reason());
            case Decoded.Readable<TaskMessage> good -> {
                TaskMessage message = good.message();
                if (place.timestamp().isBefore(now.minus(retention))) {
                    yield new Understood.Bad(
                            TOO_OLD.formatted(place.timestamp(), retention.toDays()));
                }
                yield isOurs(message.pool(), at)
                        ? new Understood.Ours(new Input.Task(message, place))
                        : new Understood.Elsewhere(message);
            }
        };
    }

    private Understood run(Record<byte[], byte[]> record, RecordMetadata at) {
        return switch (codec.decodeRun(record.value())) {
            case Decoded.Unreadable<RunMessage> bad -> new Understood.Bad(bad.reason());
            case Decoded.Readable<RunMessage> good ->
                    isOurs(good.message().pool(), at)
                            ? new Understood.Ours(new Input.Run(good.message(), written(record)))
                            : new Understood.Bad(
                                    "pool %s does not belong to lane %d; is the runner configured with %d lanes?"
                                            .formatted(
                                                    good.message().pool(), at.partition(), lanes));
        };
    }

    private boolean isOurs(Pool pool, RecordMetadata at) {
        return Partitions.of(pool.value(), lanes) == at.partition();
    }

    /** As {@link RecordTimestamp} has judged it. */
    private static Instant written(Record<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
