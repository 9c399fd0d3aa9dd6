package dev.crayfleet.ingest.discord;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.ingest.intake.IntakeDecision;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.stage.TaskLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a task and its files to Kafka, and keeps trying while Kafka is away. */
final class DiscordTaskSubmitter {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordTaskSubmitter.class);

    private final TaskWriter writer;
    private final RetryPause pause;

    DiscordTaskSubmitter(TaskWriter writer, RetryPause pause) {
        this.writer = writer;
        this.pause = pause;
    }

    /**
     * Returns when Kafka has the task.
     *
     * @param contents in the order of the files
     * @param seenAt when the message was read
     * @throws IllegalArgumentException with a sentence for people, if it is larger than what can be
     *     stored
     * @throws InterruptedException if ingest was closed before that
     */
    void submit(
            TaskDraft draft,
            List<IntakeDecision.AttachmentToFetch> files,
            List<byte[]> contents,
            Instant seenAt)
            throws InterruptedException {
        TaskLog.name(draft.defaults().id());
        try {
            submitUntilTaken(draft, files, contents, seenAt);
        } finally {
            TaskLog.clear();
        }
    }

    private void submitUntilTaken(
            TaskDraft draft,
            List<IntakeDecision.AttachmentToFetch> files,
            List<byte[]> contents,
            Instant seenAt)
            throws InterruptedException {
        TraceParent place = writer.enter(null);
        for (int failures = 1; ; failures++) {
            try {
                List<FileRef> stored = new ArrayList<>();
                for (int i = 0; i < contents.size(); i++) {
                    stored.add(
                            writer.store(
                                    draft.defaults().id(), files.get(i).name(), contents.get(i)));
                }
                writer.write(draft.toMessage(writer.storePrompt(draft), stored), place, seenAt);
                return;
            } catch (KafkaRequestException e) {
                if (e.isTooLarge()) {
                    throw new IllegalArgumentException(
                            "It is larger than what this fleet's Kafka takes. Post less of it, or split it.",
                            e);
                }
                LOG.warn("task {} waits for Kafka: {}", draft.defaults().id(), e.getMessage());
                pause.await(failures);
            }
        }
    }
}
