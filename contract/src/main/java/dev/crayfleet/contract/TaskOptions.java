package dev.crayfleet.contract;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a task is to be run; the configuration decides what is absent.
 *
 * @param model an alias or {@code provider/model} as openclaw.json knows it
 * @param thinking absent means {@link Thinking#DEFAULT}
 * @param timeout 1 s to 24 h, for one attempt
 * @param retries further attempts after the first, 0 to 10; 0 means at most once
 * @param priority absent means normal
 */
public record TaskOptions(
        @Nullable String model,
        @Nullable Thinking thinking,
        @Nullable Duration timeout,
        @Nullable Integer retries,
        @Nullable Priority priority) {

    public static final TaskOptions NONE = new TaskOptions(null, null, null, null, null);

    /**
     * @throws IllegalArgumentException with a sentence for people, if a value is out of range
     */
    public TaskOptions {
        if (model != null && !InlineTags.isModel(model)) {
            throw new IllegalArgumentException(
                    "model \"%s\" is no model's name: letters, digits and . _ : / @ + - only, at most 200"
                            .formatted(Texts.oneLine(Limits.cut(model, 60))));
        }
        if (timeout != null
                && (timeout.compareTo(Limits.MIN_TIMEOUT) < 0
                        || timeout.compareTo(Limits.MAX_TIMEOUT) > 0)) {
            throw new IllegalArgumentException(
                    "timeout of %d s is outside 1s to 24h".formatted(timeout.toSeconds()));
        }
        if (retries != null && (retries < 0 || retries > Limits.MAX_RETRIES)) {
            throw new IllegalArgumentException("retries %d is outside 0 to 10".formatted(retries));
        }
    }

    public Thinking thinkingOrDefault() {
        return thinking == null ? Thinking.DEFAULT : thinking;
    }

    public Priority priorityOrNormal() {
        return priority == null ? Priority.NORMAL : priority;
    }

    /** These options, with those of {@code other} where they are absent. */
    public TaskOptions orElse(TaskOptions other) {
        return new TaskOptions(
                model == null ? other.model : model,
                thinking == null ? other.thinking : thinking,
                timeout == null ? other.timeout : timeout,
                retries == null ? other.retries : retries,
                priority == null ? other.priority : priority);
    }
}
