package dev.crayfleet.contract;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The prompt of a task, without its tags.
 *
 * @param text the whole, or the beginning of it where {@code file} has the whole
 * @param file the whole, where it is longer than {@link Limits#INLINE_PROMPT_BYTES}
 */
public record Prompt(String text, @Nullable FileRef file) {
    private static final String EMPTY_TASK = "the task is empty: there is nothing to do";

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is nothing to do, or
     *     too much to travel inline
     */
    public Prompt {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(EMPTY_TASK);
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.INLINE_PROMPT_BYTES) {
            throw new IllegalArgumentException(
                    "the task has %,d bytes; a message carries at most %,d. Submit it over HTTP or with the CLI, which carry up to 8 MiB"
                            .formatted(bytes, Limits.INLINE_PROMPT_BYTES));
        }
    }

    /**
     * A prompt from outside, checked by {@link Texts}.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is no text, if there is
     *     nothing to do, or too much to travel inline
     */
    public static Prompt of(String text) {
        return new Prompt(requireVisible(Texts.checked(text)), null);
    }

    /** Returns the text, if anything in it can be seen. */
    static String requireVisible(String text) {
        if (Texts.isInvisible(text)) {
            throw new IllegalArgumentException(EMPTY_TASK);
        }
        return text;
    }

    /** Whether a text is short enough to travel in a message. */
    public static boolean fitsInline(String text) {
        return text.length() <= Limits.INLINE_PROMPT_BYTES
                && text.getBytes(StandardCharsets.UTF_8).length <= Limits.INLINE_PROMPT_BYTES;
    }
}
