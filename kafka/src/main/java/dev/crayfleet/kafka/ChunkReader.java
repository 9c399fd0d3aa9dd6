package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore.FileLostException;
import java.io.ByteArrayOutputStream;
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

/**
 * Reads the chunks of one file, with a consumer of its own. Neither the reference nor the records
 * are trusted: the reference is checked against the limits before anything is read, a chunk that is
 * too long is refused, and only as many foreign records are skipped as other writers could have
 * written in between.
 */
final class ChunkReader {
    /** Records of other files between a file's first chunk and its last. */
    static final int MAX_SKIPPED = 10_000;

    /** The same in bytes: many times what all writers of a partition have in flight at once. */
    private static final long MAX_SKIPPED_BYTES = 256L * 1024 * 1024;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final Duration timeout;
    private final FileRef file;
    private final TopicPartition partition;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int nextChunk;
    private int skipped;
    private long skippedBytes;

    /**
     * @param timeout for the whole file
     */
    ChunkReader(KafkaSettings settings, Duration timeout, FileRef file) {
        this.settings = settings;
        this.timeout = timeout;
        this.file = file;
        this.partition = new TopicPartition(Topics.FILES.topic(), file.partition());
    }

    /**
     * @param stillWanted asked at least every 200 ms: whether the caller still waits for it
     * @return as many bytes as the file has; the caller checks their hash
     */
    byte[] read(BooleanSupplier stillWanted) throws FileLostException {
        checkReference();
        Map<String, Object> config = settings.consumer("crayfleet-files-reader");
        config.put("max.poll.records", 16);
        config.put("auto.offset.reset", "none");
        try {
            readAll(config, stillWanted);
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
            // The client allocates what a compressed record claims as its size.
            throw new FileLostException(
                    "\"%s\" lies among records too large to be read".formatted(file.name()),
                    e,
                    true);
        }
        return content.toByteArray();
    }

    private void checkReference() throws FileLostException {
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

    private void readAll(Map<String, Object> config, BooleanSupplier stillWanted)
            throws FileLostException {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new BoundedDeserializer(), new BoundedDeserializer());
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, file.offset());
            readAll(consumer, stillWanted);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    private void readAll(KafkaConsumer<byte[], byte[]> consumer, BooleanSupplier stillWanted)
            throws FileLostException {
        Deadline deadline = Deadline.after(timeout);
        while (nextChunk < file.chunks()) {
            if (deadline.hasPassed()) {
                throw new FileLostException(
                        "\"%s\" could not be read in %d s"
                                .formatted(file.name(), timeout.toSeconds()),
                        null,
                        false);
            }
            if (!stillWanted.getAsBoolean()) {
                throw new FileLostException(
                        "nobody waits for \"" + file.name() + "\" any more", null, false);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(FileStore.CHECK_INTERVAL)) {
                accept(record);
            }
            // A file is written before anything refers to it, so it cannot still be on its way.
            if (nextChunk < file.chunks() && consumer.currentLag(partition).orElse(1) == 0) {
                throw notFound();
            }
        }
    }

    /** A retried chunk may be there twice, and chunks of other files in between. */
    private void accept(ConsumerRecord<byte[], byte[]> record) throws FileLostException {
        if (nextChunk == file.chunks()) {
            return;
        }
        if (isNextChunk(record)) {
            byte[] value = record.value();
            if (value == null || value.length != lengthOf(nextChunk)) {
                throw new FileLostException("\"" + file.name() + "\" is not what was written");
            }
            content.writeBytes(value);
            nextChunk++;
            return;
        }
        skipped++;
        skippedBytes += Math.max(0, record.serializedValueSize());
        if (skipped > MAX_SKIPPED || skippedBytes > MAX_SKIPPED_BYTES) {
            throw notFound();
        }
    }

    private FileLostException notFound() {
        return new FileLostException("\"" + file.name() + "\" is not where it was written");
    }

    private long lengthOf(int chunk) {
        long precedingBytes = (long) chunk * Limits.CHUNK_BYTES;
        return Math.min(Limits.CHUNK_BYTES, file.size() - precedingBytes);
    }

    private boolean isNextChunk(ConsumerRecord<byte[], byte[]> record) {
        return hasHeader(record, FileStore.HEADER_FILE, file.sha256())
                && hasHeader(record, FileStore.HEADER_CHUNK, Integer.toString(nextChunk));
    }

    private static boolean hasHeader(
            ConsumerRecord<byte[], byte[]> record, String header, String expected) {
        Header actual = record.headers().lastHeader(header);
        byte[] value = actual == null ? null : actual.value();
        return value != null
                && value.length == expected.length()
                && new String(value, StandardCharsets.US_ASCII).equals(expected);
    }
}
