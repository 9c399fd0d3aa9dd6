package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.signing.Signature;
import dev.crayfleet.kafka.signing.Signing;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Decodes the records of a lane, and checks whether they belong there. */
final class RecordParser {
    /**
     * Kafka forgets the offsets of a consumer group that was away for a week, and then all records
     * that are kept are read again.
     */
    private static final String TOO_OLD =
            "it was written at %s, longer ago than ended tasks are remembered (%s): whether it was done then, nobody can tell. If not, submit it again";

    /** The largest value that is read: several times the size of the longest message. */
    private static final int MAX_VALUE_BYTES = 256 * 1024;

    private final Codec codec;
    private final int laneCount;
    private final Duration retention;
    private final Signing signing;

    /**
     * @param laneCount of the fleet
     * @param retention how long ended tasks are known
     */
    RecordParser(Codec codec, int laneCount, Duration retention, Signing signing) {
        this.codec = codec;
        this.laneCount = laneCount;
        this.retention = retention;
        this.signing = signing;
    }

    /** What a record means for the lane that it was written to. */
    sealed interface Parsed {
        /** It is a dead letter. */
        record Invalid(String reason) implements Parsed {}

        /**
         * It, or its pool, belongs to another lane: only that lane may decide on it.
         *
         * @param signedAt when it was signed; now, if it is not. A record that is moved again and
         *     again would be new for ever otherwise
         */
        record OtherLane(TaskMessage message, Instant signedAt) implements Parsed {}

        record Valid(Input input) implements Parsed {}
    }

    Parsed parse(Record<byte[], byte[]> record, RecordMetadata metadata, Instant now) {
        byte[] value = record.value();
        if (value != null && value.length > MAX_VALUE_BYTES) {
            return new Parsed.Invalid(
                    "it has %,d bytes; a message has at most %,d"
                            .formatted(value.length, MAX_VALUE_BYTES));
        }
        return metadata.topic().equals(Topics.TASKS.topic())
                ? parseTask(record, metadata, now)
                : parseRun(record, metadata);
    }

    private Parsed parseTask(Record<byte[], byte[]> record, RecordMetadata metadata, Instant now) {
        RecordPosition place =
                new RecordPosition(metadata.partition(), metadata.offset(), writtenAt(record));
        return switch (codec.decodeTask(record.value(), place)) {
            case Decoded.Unreadable<TaskMessage> unreadable ->
                    new Parsed.Invalid(unreadable.reason());
            case Decoded.Readable<TaskMessage> readable -> {
                TaskMessage message = traced(readable.message(), record);
                if (place.timestamp().isBefore(now.minus(retention))) {
                    yield new Parsed.Invalid(
                            TOO_OLD.formatted(
                                    place.timestamp(), ReadableTimes.duration(retention)));
                }
                yield checked(message, record, place, now);
            }
        };
    }

    /** Whether the fleet believes that a record is what it says. */
    private Parsed checked(
            TaskMessage message, Record<byte[], byte[]> record, RecordPosition place, Instant now) {
        if (signing.keys().isEmpty()) {
            return parsed(message, place, now);
        }
        return switch (Signature.of(
                signing.keys(), record.headers(), record.key(), record.value())) {
            case Signature.Invalid(String reason) -> new Parsed.Invalid(reason);
            case Signature.Valid(String key, Instant at) ->
                    // Kafka's time of a record is what its producer says, that of a copy above all.
                    at.isBefore(now.minus(retention))
                            ? new Parsed.Invalid(
                                    TOO_OLD.formatted(at, ReadableTimes.duration(retention)))
                            : parsed(signedBy(key, message, place), place, at);
            case Signature.Absent() ->
                    signing.objection(message, place)
                            .<Parsed>map(Parsed.Invalid::new)
                            .orElseGet(() -> parsed(message, place, now));
        };
    }

    /** Another program that signs is known by its key, whatever it says of its requester. */
    private static TaskMessage signedBy(String key, TaskMessage message, RecordPosition place) {
        // One that was moved from another lane, or repeats a task, is signed by us.
        Origin itself = new Origin.Kafka(place.partition(), place.offset());
        return message instanceof TaskSubmitted task
                        && task.origin().equals(itself)
                        && task.replayOf() == null
                ? task.withRequester(
                        new Requester(
                                "kafka:" + key,
                                task.requester().equals(Requester.UNKNOWN)
                                        ? key
                                        : task.requester().name()))
                : message;
    }

    /** Other programs name their trace in a header, as the standard has it. */
    private static TaskMessage traced(TaskMessage message, Record<byte[], byte[]> record) {
        if (message instanceof TaskSubmitted task && task.traceparent() == null) {
            Header header = record.headers().lastHeader(TraceParent.HEADER);
            return header == null ? task : task.withTraceparent(TraceParent.parse(header.value()));
        }
        return message;
    }

    private Parsed parsed(TaskMessage message, RecordPosition place, Instant signedAt) {
        String key;
        try {
            key = Partitions.keyOf(message, laneCount);
        } catch (IllegalArgumentException noSuchLane) {
            return new Parsed.Invalid(String.valueOf(noSuchLane.getMessage()));
        }
        return Partitions.of(key, laneCount) == place.partition()
                ? new Parsed.Valid(new Input.TaskRecord(message, place))
                : new Parsed.OtherLane(message, signedAt);
    }

    private Parsed parseRun(Record<byte[], byte[]> record, RecordMetadata metadata) {
        return switch (codec.decodeRun(record.value())) {
            case Decoded.Unreadable<RunMessage> unreadable ->
                    new Parsed.Invalid(unreadable.reason());
            case Decoded.Readable<RunMessage> readable ->
                    belongsHere(readable.message().pool(), metadata)
                            ? new Parsed.Valid(
                                    new Input.RunRecord(readable.message(), writtenAt(record)))
                            : new Parsed.Invalid(
                                    "pool %s does not belong to lane %d; is the runner configured with %d lanes?"
                                            .formatted(
                                                    readable.message().pool(),
                                                    metadata.partition(),
                                                    laneCount));
        };
    }

    private boolean belongsHere(Pool pool, RecordMetadata metadata) {
        return Partitions.of(pool.value(), laneCount) == metadata.partition();
    }

    /** When the record was written, as {@link RecordTimestamp} has corrected it. */
    private static Instant writtenAt(Record<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
