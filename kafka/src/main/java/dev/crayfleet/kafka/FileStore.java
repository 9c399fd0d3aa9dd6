package dev.crayfleet.kafka;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Files on the files topic: written in chunks before the message that refers to them, read back by
 * partition and offset, and checked by hash. Safe for use by many threads; each read opens a
 * consumer of its own.
 */
public final class FileStore {
    /** Header of each chunk: the SHA-256 of the file that it is part of. */
    static final String HEADER_FILE = "file";

    /** Header of each chunk: its number in the file, from 0. */
    static final String HEADER_CHUNK = "chunk";

    /** How often a wait checks whether the file is still wanted. */
    static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

    private final KafkaSettings settings;
    private final Producer<String, byte[]> producer;
    private final Duration timeout;

    /**
     * @param producer closed by the caller
     * @param timeout how long one write or one read may take
     */
    public FileStore(KafkaSettings settings, Producer<String, byte[]> producer, Duration timeout) {
        this.settings = settings;
        this.producer = producer;
        this.timeout = timeout;
    }

    /** A file could not be written, or cannot be read as it was written. */
    public static final class FileLostException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean gone;

        FileLostException(String message) {
            super(message);
            this.gone = true;
        }

        FileLostException(String message, @Nullable Throwable cause, boolean gone) {
            super(message, cause);
            this.gone = gone;
        }

        /** Whether no later try can read it: the file itself is gone or damaged. */
        public boolean isGone() {
            return gone;
        }
    }

    /**
     * Writes a file; returns when Kafka has all of it.
     *
     * @param name a plain file name
     * @throws IllegalArgumentException if the name is none, or the content is above {@link
     *     Limits#FILE_BYTES}
     * @throws FileLostException if Kafka does not take it within the timeout
     */
    public FileRef put(TaskId task, String name, byte[] content) throws FileLostException {
        return put(task, name, content, () -> true);
    }

    /**
     * The same, for a caller that may give up.
     *
     * @param stillWanted asked at least every 200 ms: whether the caller still waits for it
     */
    public FileRef put(TaskId task, String name, byte[] content, BooleanSupplier stillWanted)
            throws FileLostException {
        int partition = Partitions.of(task.value(), Topics.FILES.partitions(settings.lanes()));
        // Built before anything is sent: it refuses what may not be carried.
        FileRef unplaced =
                new FileRef(
                        name,
                        content.length,
                        sha256(content),
                        partition,
                        0,
                        FileRef.chunksOf(content.length));
        return new ChunkWriter(producer, task.value(), unplaced, stillWanted, timeout)
                .write(content);
    }

    /**
     * Reads a file, and checks its length and hash.
     *
     * @throws FileLostException if Kafka does not answer within the timeout, no longer keeps the
     *     file, or has something else in its place
     */
    public byte[] get(FileRef file) throws FileLostException {
        return get(file, () -> true);
    }

    /**
     * The same, for a caller that may give up.
     *
     * @param stillWanted asked at least every 200 ms: whether the caller still waits for it
     */
    public byte[] get(FileRef file, BooleanSupplier stillWanted) throws FileLostException {
        return read(settings, timeout, file, stillWanted);
    }

    /** The same, for who writes no files. */
    public static byte[] read(KafkaSettings settings, Duration timeout, FileRef file)
            throws FileLostException {
        return read(settings, timeout, file, () -> true);
    }

    private static byte[] read(
            KafkaSettings settings, Duration timeout, FileRef file, BooleanSupplier stillWanted)
            throws FileLostException {
        byte[] content = new ChunkReader(settings, timeout, file).read(stillWanted);
        if (content.length != file.size() || !sha256(content).equals(file.sha256())) {
            throw new FileLostException("\"" + file.name() + "\" is not what was written");
        }
        return content;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
