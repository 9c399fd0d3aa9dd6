package dev.crayfleet.ingest.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes tasks, and the files that belong to them, to Kafka, and returns when Kafka has them. For
 * many threads.
 *
 * <p>A producer of our own and not Micronaut's client: its settings come from the one {@link
 * KafkaSettings} that all stages share, security included, the file store needs the same producer
 * in order to write a task's files before the task, and every context has exactly one, which it
 * closes.
 */
public final class TaskWriter implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Codec codec = new Codec();
    private final KafkaSettings settings;
    private final Duration patience;
    private final Producer<String, byte[]> producer;
    private final FileStore files;

    /**
     * @param patience how long Kafka may take to acknowledge
     */
    public TaskWriter(KafkaSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.producer =
                new KafkaProducer<>(
                        settings.producer("crayfleet-ingest", Math.toIntExact(patience.toMillis())),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.files = new FileStore(settings, producer, patience);
    }

    /**
     * Returns when the task is on the tasks topic. To call it again with the same task does no
     * harm: the ledger knows duplicates by their id.
     */
    public void write(TaskSubmitted task) throws KafkaTimeoutException, InterruptedException {
        String pool = task.pool().value();
        int lane = Partitions.of(pool, Topics.TASKS.partitions(settings.lanes()));
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS.topic(), lane, pool, codec.encode(task)))
                    .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new KafkaTimeoutException("Kafka did not take task " + task.id(), e);
        }
    }

    /** Returns when the content is on the files topic. */
    public FileRef store(TaskId task, String name, byte[] content) throws KafkaTimeoutException {
        try {
            return files.put(task, name, content);
        } catch (FileStore.FileLostException e) {
            throw new KafkaTimeoutException("Kafka did not take file \"" + name + "\"", e);
        }
    }

    /** Stores a draft's prompt, if it is too long to travel in the message. */
    public @Nullable FileRef storePrompt(TaskDraft draft) throws KafkaTimeoutException {
        return draft.isLong()
                ? store(
                        draft.about().id(),
                        TaskDraft.PROMPT_FILE,
                        draft.text().getBytes(StandardCharsets.UTF_8))
                : null;
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
