package dev.crayfleet.ingest.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.ForeignSubmission.Submission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.ingest.kafka.KafkaTimeoutException;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a task of what was posted, and writes it. */
@Singleton
@Requires(property = Stage.PROPERTY, value = "ingest")
final class HttpSubmissions {
    private final Codec codec = new Codec();
    private final TaskWriter tasks;

    HttpSubmissions(TaskWriter tasks) {
        this.tasks = tasks;
    }

    /** What is posted is no task; the message is a sentence for who posted it. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /**
     * A text with inline tags. Returns when Kafka has it.
     *
     * @param charset that is declared for it; null where none is
     */
    TaskSubmitted text(byte[] body, @Nullable String charset, ForeignSubmission.Defaults about)
            throws RefusedException, KafkaTimeoutException, InterruptedException {
        return switch (TaskDraft.read(decoded(body, charset), about)) {
            case TaskDraft.Reading.Refused refused -> throw new RefusedException(refused.reason());
            case TaskDraft.Reading.Understood understood -> {
                TaskDraft draft = understood.draft();
                yield written(draft.submitted(tasks.storePrompt(draft), List.of()));
            }
        };
    }

    /** An object of which only {@code prompt} is required. Returns when Kafka has it. */
    TaskSubmitted json(byte[] body, @Nullable String charset, ForeignSubmission.Defaults about)
            throws RefusedException, KafkaTimeoutException, InterruptedException {
        return switch (codec.decodeSubmission(body, charset, about)) {
            case Decoded.Unreadable<Submission> no -> throw new RefusedException(no.reason());
            case Decoded.Readable<Submission>(Submission(TaskSubmitted task, String prompt)) ->
                    written(prompt == null ? task : withLongPrompt(task, prompt));
        };
    }

    private static String decoded(byte[] body, @Nullable String charset) throws RefusedException {
        try {
            return Texts.decode(body, charset);
        } catch (IllegalArgumentException noText) {
            throw new RefusedException(String.valueOf(noText.getMessage()));
        }
    }

    private TaskSubmitted withLongPrompt(TaskSubmitted excerpt, String whole)
            throws KafkaTimeoutException {
        FileRef file =
                tasks.store(
                        excerpt.id(),
                        TaskDraft.PROMPT_FILE,
                        whole.getBytes(StandardCharsets.UTF_8));
        return new TaskSubmitted(
                excerpt.id(),
                excerpt.pool(),
                new Prompt(excerpt.prompt().text(), file),
                excerpt.options(),
                excerpt.files(),
                excerpt.origin(),
                excerpt.requester(),
                excerpt.submittedAt(),
                excerpt.replayOf());
    }

    private TaskSubmitted written(TaskSubmitted task)
            throws RefusedException, KafkaTimeoutException, InterruptedException {
        if (codec.encode(task).length > Limits.MESSAGE_BYTES) {
            throw new RefusedException("The fields besides the prompt are too long.");
        }
        tasks.write(task);
        return task;
    }
}
