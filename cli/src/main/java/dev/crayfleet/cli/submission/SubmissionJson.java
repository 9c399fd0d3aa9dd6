package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.ForeignSubmission.Submission;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a task from the JSON that may be posted to ingest. */
final class SubmissionJson {
    private final Codec codec = new Codec();

    /** Nobody can give it, so a task that has it was given none. */
    private final TaskId none = new TaskId("none-" + UUID.randomUUID());

    private final Requester nobody = new Requester(none.value(), none.value());
    private final SubmittableTask.Overrides overrides;

    SubmissionJson(SubmittableTask.Overrides overrides) {
        this.overrides = overrides;
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    BatchFile.ParsedTask read(byte[] object) {
        ForeignSubmission.Defaults defaults =
                new ForeignSubmission.Defaults(none, new Origin.Cli(), nobody, Instant.EPOCH);
        return switch (codec.decodeSubmission(object, null, defaults)) {
            case Decoded.Unreadable<Submission> unreadable ->
                    throw new IllegalArgumentException(unreadable.reason());
            case Decoded.Readable<Submission>(
                            Submission(TaskSubmitted task, String longPrompt, String needs)) ->
                    parsed(task, longPrompt == null ? task.prompt().text() : longPrompt, needs);
        };
    }

    private BatchFile.ParsedTask parsed(TaskSubmitted task, String prompt, @Nullable String needs) {
        if (!task.files().isEmpty() || task.prompt().file() != null) {
            throw new IllegalArgumentException("a task of a batch cannot have files");
        }
        SubmittableTask submittable =
                new SubmittableTask(
                        prompt,
                        task.pool(),
                        task.options(),
                        List.of(),
                        task.requester().equals(nobody) ? null : task.requester(),
                        needs);
        return new BatchFile.ParsedTask(
                task.id().equals(none) ? null : task.id(), submittable.with(overrides));
    }
}
