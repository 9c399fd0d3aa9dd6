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
 * A task that was read from a text, before a prompt that is too long for a message is stored as a
 * file.
 *
 * @param text the prompt without tags, of any length; at least one visible character
 * @param defaults who asks, where and when, and the task's id
 * @param needs the capability that its agent is to have, while no agent is chosen; else null
 */
public record TaskDraft(
        String text,
        Pool pool,
        TaskOptions options,
        ForeignSubmission.Defaults defaults,
        @Nullable String needs) {
    /** The name of the file that holds a long prompt. */
    public static final String PROMPT_FILE = "PROMPT.txt";

    /** One that says which agent. */
    public TaskDraft(
            String text, Pool pool, TaskOptions options, ForeignSubmission.Defaults defaults) {
        this(text, pool, options, defaults, null);
    }

    /** The same task for this agent. */
    public TaskDraft forAgent(Pool agent) {
        return new TaskDraft(text, agent, options, defaults, null);
    }

    /** The same task with another text. */
    TaskDraft withText(String other) {
        return new TaskDraft(other, pool, options, defaults, needs);
    }

    /** The outcome of reading a text with inline tags. */
    public sealed interface Reading {
        record Understood(TaskDraft draft) implements Reading {}

        /**
         * @param reason a sentence for people
         */
        record Refused(String reason) implements Reading {}
    }

    /** Reads a text with inline tags; never throws. */
    public static Reading read(String text, ForeignSubmission.Defaults defaults) {
        return read(text, "", defaults);
    }

    /**
     * Reads a text with inline tags, and what was attached to it: that is the author's to the
     * letter, tags and all. Never throws.
     *
     * @param attached text that the prompt ends with, as {@link Texts#decode} gave it; may be empty
     */
    public static Reading read(String text, String attached, ForeignSubmission.Defaults defaults) {
        String clean;
        try {
            clean = Texts.checked(text);
        } catch (IllegalArgumentException e) {
            return new Reading.Refused(unreadable(String.valueOf(e.getMessage())));
        }
        return switch (InlineTags.parse(clean)) {
            case InlineTags.Parsed.Refused refused -> new Reading.Refused(refused.reason());
            case InlineTags.Parsed.Text parsed -> {
                String prompt = join(parsed.prompt(), attached);
                yield Texts.isInvisible(prompt)
                        ? new Reading.Refused(
                                Texts.isInvisible(clean)
                                        ? "There is no text in it, so there is nothing to do."
                                        : "There are only tags in it, so there is nothing to do.")
                        : new Reading.Understood(
                                new TaskDraft(
                                        prompt,
                                        parsed.pool(),
                                        parsed.options(),
                                        defaults,
                                        parsed.needs()));
            }
        };
    }

    private static String join(String prompt, String attached) {
        if (attached.isEmpty()) {
            return prompt;
        }
        return Texts.isInvisible(prompt)
                ? attached.stripTrailing()
                : prompt + "\n\n" + attached.stripTrailing();
    }

    private static String unreadable(String reason) {
        return "It cannot be read: " + reason + ".";
    }

    /** Whether the prompt must be in a file before the task can be written. */
    public boolean isLong() {
        return !Prompt.fitsInline(text);
    }

    /**
     * @param promptFile where the whole prompt lies, if it is long
     * @param files attachments
     * @throws IllegalArgumentException with a sentence for people, if it carries too much
     */
    public TaskSubmitted toMessage(@Nullable FileRef promptFile, List<FileRef> files) {
        Prompt prompt =
                promptFile == null
                        ? Prompt.of(text)
                        : new Prompt(Limits.cut(text, Limits.PROMPT_EXCERPT_CHARS), promptFile);
        return new TaskSubmitted(
                defaults.id(),
                pool,
                prompt,
                options,
                files,
                defaults.origin(),
                defaults.requester(),
                defaults.at(),
                null);
    }
}
