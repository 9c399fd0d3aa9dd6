package dev.crayfleet.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.ingest.flow.KafkaSilentException;
import dev.crayfleet.ingest.flow.TaskWriter;
import dev.crayfleet.ingest.intake.Draft;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes a task of what was posted, and writes it. */
@Singleton
@Requires(property = Stage.PROPERTY, value = "ingest")
final class Submissions {
    private final Codec codec = new Codec();
    private final ObjectMapper json = new ObjectMapper();
    private final TaskWriter tasks;

    Submissions(TaskWriter tasks) {
        this.tasks = tasks;
    }

    /** What is posted is no task; the message is a sentence for who posted it. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /** A text with inline tags. Returns when Kafka has it. */
    TaskSubmitted text(byte[] body, ForeignSubmission.Defaults about)
            throws RefusedException, KafkaSilentException, InterruptedException {
        return switch (Draft.read(new String(body, StandardCharsets.UTF_8), about)) {
            case Draft.Reading.Refused refused -> throw new RefusedException(refused.reason());
            case Draft.Reading.Understood understood -> {
                Draft draft = understood.draft();
                yield written(draft.submitted(tasks.storePrompt(draft), List.of()));
            }
        };
    }

    /** An object of which only {@code prompt} is required. Returns when Kafka has it. */
    TaskSubmitted json(byte[] body, ForeignSubmission.Defaults about)
            throws RefusedException, KafkaSilentException, InterruptedException {
        String whole = longPrompt(body);
        if (whole.isEmpty()) {
            return written(decoded(body, about));
        }
        TaskSubmitted excerpt = decoded(withExcerpt(body, whole), about);
        FileRef file =
                tasks.store(
                        excerpt.id(), Draft.PROMPT_FILE, whole.getBytes(StandardCharsets.UTF_8));
        return written(
                new TaskSubmitted(
                        excerpt.id(),
                        excerpt.pool(),
                        new Prompt(excerpt.prompt().text(), file),
                        excerpt.options(),
                        excerpt.files(),
                        excerpt.origin(),
                        excerpt.requester(),
                        excerpt.submittedAt(),
                        excerpt.replayOf()));
    }

    private TaskSubmitted written(TaskSubmitted task)
            throws RefusedException, KafkaSilentException, InterruptedException {
        if (codec.encode(task).length > Limits.MESSAGE_BYTES) {
            throw new RefusedException("The fields besides the prompt are too long.");
        }
        tasks.write(task);
        return task;
    }

    private TaskSubmitted decoded(byte[] body, ForeignSubmission.Defaults about)
            throws RefusedException {
        return switch (codec.decodeSubmission(body, about)) {
            case Decoded.Unreadable<TaskMessage> no -> throw new RefusedException(no.reason());
            case Decoded.Readable<TaskMessage>(TaskSubmitted task) -> task;
            case Decoded.Readable<TaskMessage> other ->
                    throw new RefusedException(other.message() + " is no submission");
        };
    }

    /** The prompt, where it is a text too long for a message; else empty, broken JSON included. */
    private String longPrompt(byte[] body) {
        if (body.length <= Limits.INLINE_PROMPT_BYTES) {
            return "";
        }
        try {
            JsonNode prompt = json.readTree(body).path("prompt");
            String text = prompt.isTextual() ? prompt.textValue().strip() : "";
            return Prompt.fitsInline(text) ? "" : text;
        } catch (IOException e) {
            // The codec says what is wrong with it.
            return "";
        }
    }

    private byte[] withExcerpt(byte[] body, String whole) throws RefusedException {
        try {
            ObjectNode object = (ObjectNode) json.readTree(body);
            object.put("prompt", Limits.cut(whole, Limits.PROMPT_EXCERPT_CHARS));
            return json.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new RefusedException("this is no JSON");
        }
    }
}
