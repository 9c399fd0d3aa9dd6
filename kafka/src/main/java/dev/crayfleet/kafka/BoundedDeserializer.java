package dev.crayfleet.kafka;

import dev.crayfleet.contract.Limits;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of at most {@link Limits#CHUNK_BYTES}; whatever is longer becomes null, so that no record
 * of a foreign producer is copied onto the heap.
 */
final class BoundedDeserializer implements Deserializer<byte[]> {
    @Override
    public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
        return data == null || data.length > Limits.CHUNK_BYTES ? null : data;
    }

    @Override
    public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        if (data == null || data.remaining() > Limits.CHUNK_BYTES) {
            return null;
        }
        byte[] value = new byte[data.remaining()];
        data.get(value);
        return value;
    }
}
