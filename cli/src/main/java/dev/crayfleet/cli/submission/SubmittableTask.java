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
 * @param needs the capability that its agent is to have, which ingest then looks for; null where
 *     the pool says which agent
 */
public record SubmittableTask(
        String prompt,
        Pool pool,
        TaskOptions options,
        List<FileRef> files,
        @Nullable Requester requester,
        @Nullable String needs) {
    public SubmittableTask {
        files = List.copyOf(files);
    }

    /**
     * What is said for a task beside its text, and wins over what the text says.
     *
     * @param pool null where nothing is said
     * @param needs null where nothing is said; else there is no pool
     */
    public record Overrides(TaskOptions options, @Nullable Pool pool, @Nullable String needs) {
        /** Nothing is said of capabilities. */
        public Overrides(TaskOptions options, @Nullable Pool pool) {
            this(options, pool, null);
        }
    }

    /**
     * A task of a text with inline tags.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    public static SubmittableTask ofText(String text, Overrides overrides) {
        return switch (InlineTags.parse(Texts.checked(text))) {
            case InlineTags.Parsed.Refused refused ->
                    throw new IllegalArgumentException(refused.reason());
            case InlineTags.Parsed.Text(
                            String prompt,
                            Pool pool,
                            TaskOptions options,
                            String needs) -> {
                if (Texts.isInvisible(prompt)) {
                    throw new IllegalArgumentException("the task is empty: there is nothing to do");
                }
                yield new SubmittableTask(prompt, pool, options, List.of(), null, needs)
                        .with(overrides);
            }
        };
    }

    SubmittableTask with(Overrides overrides) {
        boolean isOther = overrides.pool() != null || overrides.needs() != null;
        return new SubmittableTask(
                prompt,
                overrides.pool() == null ? pool : overrides.pool(),
                overrides.options().orElse(options),
                files,
                requester,
                isOther ? overrides.needs() : needs);
    }

    /** The same task with these attachments. */
    public SubmittableTask withFiles(List<FileRef> attachments) {
        return new SubmittableTask(prompt, pool, options, attachments, requester, needs);
    }

    /** Of what it asks, its attachments left aside. */
    public String fingerprint() {
        return TaskFingerprint.of(pool, prompt, options);
    }
}
