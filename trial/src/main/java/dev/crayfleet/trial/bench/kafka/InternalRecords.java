package dev.crayfleet.trial.bench.kafka;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The little that is read of what Kafka writes into its own topics. */
final class InternalRecords {
    static final String OFFSETS = "__consumer_offsets";
    static final String TRANSACTIONS = "__transaction_state";

    /** Of a key of the offsets topic that is a group's position; higher ones are other things. */
    private static final int POSITION_VERSION = 1;

    /** Where a transaction's state stands: after version, producer's id and epoch, and timeout. */
    private static final int STATE_AT = 2 + 8 + 2 + 4;

    private static final byte COMPLETE_COMMIT = 4;

    private InternalRecords() {}

    /**
     * What a record of the offsets topic is a group's position in.
     *
     * @return empty for another group, and for what is no position
     */
    static Optional<TopicPartition> position(byte @Nullable [] key, String group) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(key);
            if (buffer.getShort() > POSITION_VERSION || !group.equals(string(buffer))) {
                return Optional.empty();
            }
            return Optional.of(new TopicPartition(string(buffer), buffer.getInt()));
        } catch (BufferUnderflowException other) {
            return Optional.empty();
        }
    }

    /** Whether a record of the transactions topic says that one has been committed. */
    static boolean committed(byte @Nullable [] value) {
        return value != null && value.length > STATE_AT && value[STATE_AT] == COMPLETE_COMMIT;
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
