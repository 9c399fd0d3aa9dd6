package dev.crayfleet.ingest.kafka;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TaskSender;
import dev.crayfleet.stage.traces.TaskSpan;
import dev.crayfleet.stage.traces.TaskTracer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Writes tasks, and the files that belong to them, to Kafka, and returns when Kafka has them. One
 * producer writes both, so that a task's files are there before the task. For many threads.
 */
public final class TaskWriter implements AutoCloseable {
    private final TaskSender sender;
    private final FileStore files;
    private final TaskTracer tracer;

    /**
     * @param timeout how long Kafka may take to acknowledge
     */
    public TaskWriter(
            Producer<String, byte[]> producer,
            KafkaSettings kafka,
            Duration timeout,
            TaskTracer tracer) {
        this.tracer = tracer;
        this.sender =
                TaskSender.toLanes(producer, kafka.lanes(), timeout)
                        .signing(kafka.signing().keys());
        this.files = new FileStore(kafka, producer, timeout);
    }

    /**
     * The place of a task in its trace, chosen once, however often it is written.
     *
     * @param sender the place of who sends it, if that has one
     */
    public @Nullable TraceParent enter(@Nullable TraceParent sender) {
        return tracer.enter(sender);
    }

    /**
     * Returns when the task is on the tasks topic. It may be called again with the same task: the
     * dispatcher knows duplicates by their id.
     *
     * @param task in the trace of its sender, if that has one
     * @param place its own place there
     * @param seenAt when it came in
     */
    public void write(TaskSubmitted task, @Nullable TraceParent place, Instant seenAt)
            throws KafkaRequestException, InterruptedException {
        sender.send(task.withTraceparent(place));
        if (tracer.isOn()) {
            tracer.record(
                    TaskSpan.of(
                                    TaskSpan.Step.INGEST,
                                    task.traceparent(),
                                    task.id(),
                                    task.pool(),
                                    seenAt,
                                    Instant.now())
                            .at(place)
                            .with(TaskSpan.ORIGIN, task.origin().getClass().getSimpleName()));
        }
    }

    /** Returns when the content is on the files topic. */
    public FileRef store(TaskId task, String name, byte[] content) throws KafkaRequestException {
        try {
            return files.put(task, name, content);
        } catch (FileStore.FileLostException e) {
            throw new KafkaRequestException("Kafka did not take file \"" + name + "\"", e);
        }
    }

    /** Stores a draft's prompt, if it is too long to travel in the message. */
    public @Nullable FileRef storePrompt(TaskDraft draft) throws KafkaRequestException {
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
        sender.close();
    }
}
