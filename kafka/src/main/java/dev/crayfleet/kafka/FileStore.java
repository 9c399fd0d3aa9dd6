package dev.crayfleet.kafka;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Big things on the files topic: written in chunks before the message that names them, read back by
 * place, and checked by hash. Writing is for many threads; a read opens a consumer of its own.
 */
public final class FileStore {
    /** Of each chunk: which file it is part of, and which part. */
    static final String HEADER_FILE = "file";

    static final String HEADER_CHUNK = "chunk";

    static final Duration LOOK = Duration.ofMillis(200);

    private final KafkaSettings settings;
    private final Producer<String, byte[]> producer;
    private final Duration patience;

    /**
     * @param producer the caller's, who closes it; string keys, bytes
     * @param patience how long one write or one read may take
     */
    public FileStore(KafkaSettings settings, Producer<String, byte[]> producer, Duration patience) {
        this.settings = settings;
        this.producer = producer;
        this.patience = patience;
    }

    /** A file could not be written, or is no longer there as it was. */
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

        /** Whether it will not come back: it was not just Kafka that did not answer. */
        public boolean gone() {
            return gone;
        }
    }

    /**
     * @param name a plain file name
     * @throws IllegalArgumentException if the name is none, or the content is above {@link
     *     Limits#FILE_BYTES}
     * @throws FileLostException if Kafka does not take it within the patience
     */
    public FileRef put(TaskId task, String name, byte[] content) throws FileLostException {
        return put(task, name, content, () -> true);
    }

    /**
     * The same.
     *
     * @param wanted asked now and then: whether it is still waited for
     */
    public FileRef put(TaskId task, String name, byte[] content, BooleanSupplier wanted)
            throws FileLostException {
        String sha256 = sha256(content);
        int partition = Partitions.of(task.value(), Topics.FILES.partitions(settings.lanes()));
        int chunks = FileRef.chunksOf(content.length);
        // Built before anything is sent: it refuses what may not be carried.
        FileRef shape = new FileRef(name, content.length, sha256, partition, 0, chunks);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (int chunk = 0; chunk < chunks; chunk++) {
                if (!wanted.getAsBoolean()) {
                    throw unwanted();
                }
                int from = chunk * Limits.CHUNK_BYTES;
                byte[] part =
                        Arrays.copyOfRange(
                                content, from, Math.min(content.length, from + Limits.CHUNK_BYTES));
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.FILES.topic(),
                                        partition,
                                        task.value(),
                                        part,
                                        headers(sha256, chunk))));
            }
            long first = -1;
            for (Future<RecordMetadata> each : sent) {
                long offset = await(each, deadline, wanted).offset();
                first = first < 0 ? offset : first;
            }
            return new FileRef(
                    shape.name(), shape.size(), shape.sha256(), partition, first, chunks);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new FileLostException("\"" + name + "\" could not be written to Kafka", e, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileLostException("interrupted while writing \"" + name + "\"", e, false);
        }
    }

    private static RecordMetadata await(
            Future<RecordMetadata> sent, long deadline, BooleanSupplier wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        while (wanted.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            try {
                return sent.get(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException look) {
                if (left <= LOOK.toNanos()) {
                    throw look;
                }
            }
        }
        throw unwanted();
    }

    private static TimeoutException unwanted() {
        return new TimeoutException("nobody waits for it any more");
    }

    /**
     * @throws FileLostException if it is no longer kept, or is not what was written
     */
    public byte[] get(FileRef file) throws FileLostException {
        return get(file, () -> true);
    }

    /**
     * The same.
     *
     * @param wanted asked now and then: whether it is still waited for
     */
    public byte[] get(FileRef file, BooleanSupplier wanted) throws FileLostException {
        byte[] content = new ChunkReader(settings, patience, file).read(wanted);
        if (content.length != file.size() || !sha256(content).equals(file.sha256())) {
            throw new FileLostException("\"" + file.name() + "\" is not what was written");
        }
        return content;
    }

    private static List<Header> headers(String sha256, int chunk) {
        return List.of(
                new RecordHeader(HEADER_FILE, sha256.getBytes(StandardCharsets.UTF_8)),
                new RecordHeader(
                        HEADER_CHUNK, Integer.toString(chunk).getBytes(StandardCharsets.UTF_8)));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
