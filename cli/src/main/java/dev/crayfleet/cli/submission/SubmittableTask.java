package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task, ready to be submitted.
 *
 * @param prompt of any length
 * @param files attachments, which are on the files topic already
 * @param requester null where the way that it takes decides
 */
public record SubmittableTask(
        String prompt,
        Pool pool,
        TaskOptions options,
        List<FileRef> files,
        @Nullable Requester requester) {
    public SubmittableTask {
        files = List.copyOf(files);
    }

    /**
     * What is said for a task beside its text, and wins over what the text says.
     *
     * @param pool null where nothing is said
     */
    public record Overrides(TaskOptions options, @Nullable Pool pool) {}

    /**
     * A task of a text with inline tags.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    public static SubmittableTask ofText(String text, Overrides overrides) {
        return switch (InlineTags.parse(Texts.checked(text))) {
            case InlineTags.Parsed.Refused refused ->
                    throw new IllegalArgumentException(refused.reason());
            case InlineTags.Parsed.Text(String prompt, Pool pool, TaskOptions options) -> {
                if (Texts.isInvisible(prompt)) {
                    throw new IllegalArgumentException("the task is empty: there is nothing to do");
                }
                yield new SubmittableTask(prompt, pool, options, List.of(), null).with(overrides);
            }
        };
    }

    SubmittableTask with(Overrides overrides) {
        return new SubmittableTask(
                prompt,
                overrides.pool() == null ? pool : overrides.pool(),
                overrides.options().orElse(options),
                files,
                requester);
    }

    /** The same task with these attachments. */
    public SubmittableTask withFiles(List<FileRef> attachments) {
        return new SubmittableTask(prompt, pool, options, attachments, requester);
    }

    /** Of what it asks, its attachments left aside. */
    public String fingerprint() {
        return TaskFingerprint.of(pool, prompt, options);
    }
}
