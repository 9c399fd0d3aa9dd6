package dev.crayfleet.kafka.signing;

import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How a fleet signs.
 *
 * @param isRequired whether what only services may write is refused without a signature; while keys
 *     are introduced, some do not sign yet
 */
public record Signing(SigningKeys keys, boolean isRequired) {
    public static final Signing OFF = new Signing(SigningKeys.NONE, false);

    public Signing {
        isRequired = isRequired && !keys.isEmpty();
    }

    /**
     * @param keysFile empty for none
     * @throws IllegalArgumentException with a sentence for people, if the file is not in order
     */
    public static Signing of(String keysFile, boolean isRequired) {
        return keysFile.isBlank()
                ? OFF
                : new Signing(SigningKeys.read(Path.of(keysFile.strip())), isRequired);
    }

    /**
     * Whether a lane takes such a record of the tasks topic for what it says it is, whatever its
     * age: that one was signed too long ago for a lane is not looked at here.
     *
     * @param message that is in it
     */
    public boolean believes(ConsumerRecord<byte[], byte[]> record, TaskMessage message) {
        if (keys.isEmpty()) {
            return true;
        }
        return switch (Signature.of(keys, record.headers(), record.key(), record.value())) {
            case Signature.Valid valid -> true;
            case Signature.Invalid invalid -> false;
            case Signature.Absent absent -> objection(message, position(record)).isEmpty();
        };
    }

    /** Why a record is refused that is not signed, a sentence; empty if it is not. */
    public Optional<String> objection(TaskMessage message, RecordPosition place) {
        return UnsignedRecord.delegationObjection(message)
                .or(() -> isRequired ? UnsignedRecord.objection(message, place) : Optional.empty());
    }

    private static RecordPosition position(ConsumerRecord<byte[], byte[]> record) {
        return new RecordPosition(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }
}
