package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.ledger.TaskView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to replay a task.
 *
 * @param id of the new task; made up if absent. The same id again is the same replay
 * @param prompt instead of the old one, to the letter
 * @param options instead of the old ones, where they say something
 * @param requester as in {@link CommandBody}
 */
record ReplayBody(
        @Nullable String id,
        @Nullable String prompt,
        @JsonUnwrapped TaskOptions options,
        @Nullable String requester) {
    /**
     * @param task that is to be replayed
     * @param by who asks
     * @throws IllegalArgumentException if the id is none, or the prompt too long
     */
    ReplayRequested toMessage(TaskView task, Requester by, Instant now) {
        return new ReplayRequested(
                id == null ? new TaskId(newId(task)) : TaskId.ofSender(id),
                new Pool(task.pool()),
                new TaskId(task.id()),
                toPrompt(prompt),
                options,
                by,
                now);
    }

    private static @Nullable Prompt toPrompt(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Limits.INLINE_PROMPT_BYTES) {
            throw new IllegalArgumentException(
                    "a prompt of more than %d bytes does not fit into a replay; submit a new task"
                            .formatted(Limits.INLINE_PROMPT_BYTES));
        }
        return Prompt.of(text);
    }

    private static String newId(TaskView task) {
        String suffix = "-replay-" + UUID.randomUUID().toString().substring(0, 8);
        int maxStem = TaskId.MAX_CHARS - suffix.length();
        String stem = task.id().length() > maxStem ? task.id().substring(0, maxStem) : task.id();
        return stem + suffix;
    }
}
