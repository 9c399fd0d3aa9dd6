package dev.crayfleet.ingest.intake;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that was understood, before what is too long for a message is put into a file.
 *
 * @param text the prompt without tags, of any length; not without anything that can be seen
 * @param about who asks, where and when, and the task's id
 */
public record TaskDraft(
        String text, Pool pool, TaskOptions options, ForeignSubmission.Defaults about) {
    /** Under this name a long prompt travels. */
    public static final String PROMPT_FILE = "PROMPT.txt";

    /** What a text with inline tags turned out to be. */
    public sealed interface Reading {
        record Understood(TaskDraft draft) implements Reading {}

        /**
         * @param reason a sentence for people
         */
        record Refused(String reason) implements Reading {}
    }

    /** Reads a text with inline tags; never throws. */
    public static Reading read(String text, ForeignSubmission.Defaults about) {
        return read(text, "", about);
    }

    /**
     * Reads a text with inline tags, and what was attached to it: that is the author's to the
     * letter, tags and all. Never throws.
     *
     * @param attached text that the prompt ends with, as {@link Texts#decode} gave it; may be empty
     */
    public static Reading read(String text, String attached, ForeignSubmission.Defaults about) {
        String clean;
        try {
            clean = Texts.checked(text);
        } catch (IllegalArgumentException noText) {
            return new Reading.Refused(sentence(String.valueOf(noText.getMessage())));
        }
        return switch (InlineTags.parse(clean)) {
            case InlineTags.Parsed.Refused refused -> new Reading.Refused(refused.reason());
            case InlineTags.Parsed.Text parsed -> {
                String prompt = joined(parsed.prompt(), attached);
                yield Texts.isInvisible(prompt)
                        ? new Reading.Refused(
                                Texts.isInvisible(clean)
                                        ? "There is no text in it, so there is nothing to do."
                                        : "There are only tags in it, so there is nothing to do.")
                        : new Reading.Understood(
                                new TaskDraft(prompt, parsed.pool(), parsed.options(), about));
            }
        };
    }

    private static String joined(String prompt, String attached) {
        if (attached.isEmpty()) {
            return prompt;
        }
        return Texts.isInvisible(prompt)
                ? attached.stripTrailing()
                : prompt + "\n\n" + attached.stripTrailing();
    }

    private static String sentence(String reason) {
        return "It cannot be read: " + reason + ".";
    }

    /** Whether the prompt must be in a file before the task can be written. */
    public boolean isLong() {
        return !Prompt.fitsInline(text);
    }

    /**
     * @param whole where the whole prompt lies, if it is long
     * @param files attachments
     * @throws IllegalArgumentException with a sentence for people, if it carries too much
     */
    public TaskSubmitted submitted(@Nullable FileRef whole, List<FileRef> files) {
        Prompt prompt =
                whole == null
                        ? Prompt.of(text)
                        : new Prompt(Limits.cut(text, Limits.PROMPT_EXCERPT_CHARS), whole);
        return new TaskSubmitted(
                about.id(),
                pool,
                prompt,
                options,
                files,
                about.origin(),
                about.requester(),
                about.at(),
                null);
    }
}
