package dev.crayfleet.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * Checks that this process can decompress what any producer may have written. Kafka's clients do
 * snappy and zstd by native code that is unpacked into the temporary folder. Where that folder is
 * mounted noexec, they fail with an {@link Error} at the first such record.
 */
public final class NativeCompression {
    private static final byte[] SAMPLE = "crayfleet".getBytes(StandardCharsets.UTF_8);

    private NativeCompression() {}

    /**
     * Writes and reads a record of each kind; takes some 100 ms at the first call, and nothing
     * later.
     *
     * @throws IllegalStateException with a sentence that says what to do, if one cannot be read
     */
    public static void require() {
        for (CompressionType type : List.of(CompressionType.SNAPPY, CompressionType.ZSTD)) {
            require(type.name, () -> roundTrip(type));
        }
    }

    static void require(String name, Runnable roundTrip) {
        try {
            roundTrip.run();
        } catch (LinkageError | RuntimeException e) {
            throw new IllegalStateException(
                    "records that a producer has compressed with %s cannot be read here: its native code cannot be loaded from %s (%s). Let that folder execute files, or name one that may: JAVA_OPTS=-Djava.io.tmpdir=<folder>"
                            .formatted(name, System.getProperty("java.io.tmpdir"), e),
                    e);
        }
    }

    private static void roundTrip(CompressionType type) {
        MemoryRecords written =
                MemoryRecords.withRecords(Compression.of(type).build(), new SimpleRecord(SAMPLE));
        for (Record record : written.records()) {
            if (!record.value().equals(ByteBuffer.wrap(SAMPLE))) {
                throw new IllegalStateException("what was read is not what was written");
            }
        }
    }
}
