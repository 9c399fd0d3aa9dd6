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
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes tasks, and the files that belong to them, to Kafka, and returns when Kafka has them. One
 * producer writes both, so that a task's files are there before the task. For many threads.
 */
public final class TaskWriter implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Codec codec = new Codec();
    private final Producer<String, byte[]> producer;
    private final int lanes;
    private final Duration timeout;
    private final FileStore files;

    /**
     * @param timeout how long Kafka may take to acknowledge
     */
    public TaskWriter(Producer<String, byte[]> producer, KafkaSettings kafka, Duration timeout) {
        this.producer = producer;
        this.lanes = kafka.lanes();
        this.timeout = timeout;
        this.files = new FileStore(kafka, producer, timeout);
    }

    /**
     * Returns when the task is on the tasks topic. It may be called again with the same task: the
     * dispatcher knows duplicates by their id.
     */
    public void write(TaskSubmitted task) throws KafkaTimeoutException, InterruptedException {
        String pool = task.pool().value();
        int lane = Partitions.of(pool, Topics.TASKS.partitions(lanes));
        long deadline = System.nanoTime() + timeout.toNanos();
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
                        draft.defaults().id(),
                        TaskDraft.PROMPT_FILE,
                        draft.text().getBytes(StandardCharsets.UTF_8))
                : null;
    }

    /** Closes the producer; whoever else closes it as well would wait for Kafka without limit. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
