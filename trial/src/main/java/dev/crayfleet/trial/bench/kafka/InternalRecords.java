package dev.crayfleet.trial.bench.kafka;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the parts of Kafka's internal topics that a benchmark needs. */
final class InternalRecords {
    static final String OFFSETS_TOPIC = "__consumer_offsets";
    static final String TRANSACTIONS_TOPIC = "__transaction_state";

    /** Keys of the offsets topic up to this version are committed offsets; others are metadata. */
    private static final int MAX_OFFSET_KEY_VERSION = 1;

    /**
     * Position of a transaction's state: after version, producer id, producer epoch and timeout.
     */
    private static final int STATE_INDEX = 2 + 8 + 2 + 4;

    private static final byte COMPLETE_COMMIT = 4;

    private InternalRecords() {}

    /**
     * The partition whose committed offset is in a record of the offsets topic.
     *
     * @return empty for another group, and for a record that is no committed offset
     */
    static Optional<TopicPartition> committedPartition(byte @Nullable [] key, String group) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(key);
            if (buffer.getShort() > MAX_OFFSET_KEY_VERSION || !group.equals(string(buffer))) {
                return Optional.empty();
            }
            return Optional.of(new TopicPartition(string(buffer), buffer.getInt()));
        } catch (BufferUnderflowException other) {
            return Optional.empty();
        }
    }

    /** Whether a record of the transactions topic says that a commit is complete. */
    static boolean isCompleteCommit(byte @Nullable [] value) {
        return value != null && value.length > STATE_INDEX && value[STATE_INDEX] == COMPLETE_COMMIT;
    }

    private static String string(ByteBuffer buffer) {
        int length = buffer.getShort();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
