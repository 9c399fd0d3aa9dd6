package dev.crayfleet.kafka;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore.FileLostException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of one file, with a consumer of its own. Neither the reference nor the records
 * are believed: what they say is held against the limits before anything is read, no chunk is
 * longer than it may be, and no more is skipped than other writers could have put between.
 */
final class ChunkReader {
    /** Records of others between a file's first chunk and its last. */
    static final int MOST_SKIPPED = 10_000;

    /** The same in bytes: many times what all writers of a partition have under way at once. */
    private static final long MOST_SKIPPED_BYTES = 256L * 1024 * 1024;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final Duration patience;
    private final FileRef file;
    private final TopicPartition place;
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private int next;
    private int skipped;
    private long skippedBytes;

    /**
     * @param patience how long it may take
     */
    ChunkReader(KafkaSettings settings, Duration patience, FileRef file) {
        this.settings = settings;
        this.patience = patience;
        this.file = file;
        this.place = new TopicPartition(Topics.FILES.topic(), file.partition());
    }

    /**
     * @param wanted asked now and then: whether it is still waited for
     * @return as many bytes as the file has; whether they are the right ones is not known yet
     */
    byte[] read(BooleanSupplier wanted) throws FileLostException {
        check();
        Map<String, Object> config = settings.consumer("crayfleet-files-reader");
        config.put("max.poll.records", 16);
        config.put("auto.offset.reset", "none");
        try {
            readAll(config, wanted);
        } catch (InvalidOffsetException e) {
            throw new FileLostException(
                    "\"%s\" is no longer on the files topic, which keeps %d days"
                            .formatted(file.name(), Topics.FILES.retention().toDays()),
                    e,
                    true);
        } catch (KafkaException | LinkageError e) {
            throw new FileLostException(
                    "\"%s\" cannot be read from Kafka".formatted(file.name()), e, false);
        } catch (OutOfMemoryError e) {
            // A record says how long it is, packed, and Kafka's client makes room for that.
            throw new FileLostException(
                    "\"%s\" lies among records too large to be read".formatted(file.name()),
                    e,
                    true);
        }
        return whole.toByteArray();
    }

    private void check() throws FileLostException {
        int partitions = Topics.FILES.partitions(settings.lanes());
        if (file.partition() >= partitions) {
            throw new FileLostException(
                    "\"%s\" is said to lie in partition %d of the files topic, which has %d"
                            .formatted(file.name(), file.partition(), partitions));
        }
        try {
            file.verified();
        } catch (IllegalArgumentException e) {
            throw new FileLostException(String.valueOf(e.getMessage()), e, true);
        }
    }

    private void readAll(Map<String, Object> config, BooleanSupplier wanted)
            throws FileLostException {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new Bounded(), new Bounded());
        try {
            consumer.assign(List.of(place));
            consumer.seek(place, file.offset());
            readAll(consumer, wanted);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSING));
        }
    }

    private void readAll(KafkaConsumer<byte[], byte[]> consumer, BooleanSupplier wanted)
            throws FileLostException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (next < file.chunks()) {
            if (System.nanoTime() > deadline) {
                throw new FileLostException(
                        "\"%s\" could not be read in %d s"
                                .formatted(file.name(), patience.toSeconds()),
                        null,
                        false);
            }
            if (!wanted.getAsBoolean()) {
                throw new FileLostException(
                        "nobody waits for \"" + file.name() + "\" any more", null, false);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(FileStore.LOOK)) {
                take(record);
            }
            // It was written before anybody was told of it, so it cannot be still to come.
            if (next < file.chunks() && consumer.currentLag(place).orElse(1) == 0) {
                throw notThere();
            }
        }
    }

    /** A retried write may lie there twice, and other files of the task between. */
    private void take(ConsumerRecord<byte[], byte[]> record) throws FileLostException {
        if (next == file.chunks()) {
            return;
        }
        if (isNextChunk(record)) {
            byte[] value = record.value();
            if (value == null || value.length != lengthOf(next)) {
                throw new FileLostException("\"" + file.name() + "\" is not what was written");
            }
            whole.writeBytes(value);
            next++;
            return;
        }
        skipped++;
        skippedBytes += Math.max(0, record.serializedValueSize());
        if (skipped > MOST_SKIPPED || skippedBytes > MOST_SKIPPED_BYTES) {
            throw notThere();
        }
    }

    private FileLostException notThere() {
        return new FileLostException("\"" + file.name() + "\" is not where it was written");
    }

    private long lengthOf(int chunk) {
        long before = (long) chunk * Limits.CHUNK_BYTES;
        return Math.min(Limits.CHUNK_BYTES, file.size() - before);
    }

    private boolean isNextChunk(ConsumerRecord<byte[], byte[]> record) {
        return says(record, FileStore.HEADER_FILE, file.sha256())
                && says(record, FileStore.HEADER_CHUNK, Integer.toString(next));
    }

    private static boolean says(
            ConsumerRecord<byte[], byte[]> record, String header, String expected) {
        Header found = record.headers().lastHeader(header);
        byte[] value = found == null ? null : found.value();
        return value != null
                && value.length == expected.length()
                && new String(value, StandardCharsets.US_ASCII).equals(expected);
    }

    /** Takes no more than a chunk may have; what is longer is as good as none. */
    private static final class Bounded implements Deserializer<byte[]> {
        @Override
        public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
            return data == null || data.length > Limits.CHUNK_BYTES ? null : data;
        }

        @Override
        public byte @Nullable [] deserialize(
                String topic, Headers headers, @Nullable ByteBuffer data) {
            if (data == null || data.remaining() > Limits.CHUNK_BYTES) {
                return null;
            }
            byte[] value = new byte[data.remaining()];
            data.get(value);
            return value;
        }
    }
}
