package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore.FileLostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Writes one file to the files topic, chunk by chunk. */
final class ChunkWriter {
    private final Producer<String, byte[]> producer;
    private final String key;
    private final FileRef unplaced;
    private final BooleanSupplier stillWanted;
    private final Deadline deadline;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /**
     * @param key of every chunk's record
     * @param unplaced the file, but for its offset
     * @param stillWanted asked now and then: whether the caller still waits for it
     * @param timeout for the whole file
     */
    ChunkWriter(
            Producer<String, byte[]> producer,
            String key,
            FileRef unplaced,
            BooleanSupplier stillWanted,
            Duration timeout) {
        this.producer = producer;
        this.key = key;
        this.unplaced = unplaced;
        this.stillWanted = stillWanted;
        this.deadline = Deadline.after(timeout);
    }

    /** Returns when Kafka has every chunk. */
    FileRef write(byte[] content) throws FileLostException {
        String name = unplaced.name();
        try {
            for (int chunk = 0; chunk < unplaced.chunks(); chunk++) {
                if (!stillWanted.getAsBoolean()) {
                    throw unwanted();
                }
                sent.add(producer.send(record(content, chunk)));
            }
            return new FileRef(
                    name,
                    unplaced.size(),
                    unplaced.sha256(),
                    unplaced.partition(),
                    awaitFirstOffset(),
                    unplaced.chunks());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new FileLostException("\"" + name + "\" could not be written to Kafka", e, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileLostException("interrupted while writing \"" + name + "\"", e, false);
        }
    }

    private ProducerRecord<String, byte[]> record(byte[] content, int chunk) {
        int from = chunk * Limits.CHUNK_BYTES;
        int to = Math.min(content.length, from + Limits.CHUNK_BYTES);
        return new ProducerRecord<>(
                Topics.FILES.topic(),
                unplaced.partition(),
                key,
                Arrays.copyOfRange(content, from, to),
                headers(chunk));
    }

    private List<Header> headers(int chunk) {
        return List.of(
                new RecordHeader(
                        FileStore.HEADER_FILE, unplaced.sha256().getBytes(StandardCharsets.UTF_8)),
                new RecordHeader(
                        FileStore.HEADER_CHUNK,
                        Integer.toString(chunk).getBytes(StandardCharsets.UTF_8)));
    }

    private long awaitFirstOffset()
            throws ExecutionException, InterruptedException, TimeoutException {
        long first = -1;
        for (Future<RecordMetadata> each : sent) {
            long offset = await(each).offset();
            first = first < 0 ? offset : first;
        }
        return first;
    }

    private RecordMetadata await(Future<RecordMetadata> chunk)
            throws ExecutionException, InterruptedException, TimeoutException {
        while (stillWanted.getAsBoolean()) {
            Duration wait = deadline.remaining(FileStore.CHECK_INTERVAL);
            try {
                return chunk.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (wait.compareTo(FileStore.CHECK_INTERVAL) < 0) {
                    throw e;
                }
            }
        }
        throw unwanted();
    }

    private static TimeoutException unwanted() {
        return new TimeoutException("nobody waits for it any more");
    }
}
