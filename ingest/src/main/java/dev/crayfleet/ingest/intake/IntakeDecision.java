package dev.crayfleet.ingest.intake;

import java.util.List;

/** What to do with a message. */
public sealed interface IntakeDecision {
    /**
     * It is no task.
     *
     * @param reason for the log
     */
    record Ignore(String reason) implements IntakeDecision {}

    /** It has no text yet. It is read again when it is edited. */
    record Await() implements IntakeDecision {}

    /**
     * It was meant as a task, but cannot be one.
     *
     * @param reason a sentence for who wrote it
     */
    record Refuse(String reason) implements IntakeDecision {}

    /**
     * It is a task, once its attachments are fetched and its text is read with them.
     *
     * @param files to fetch; their index is the attachment's
     * @param promptIndex index of the attachment that holds the prompt, -1 where the text itself
     *     does
     */
    record Take(List<AttachmentToFetch> files, int promptIndex) implements IntakeDecision {
        public Take {
            files = List.copyOf(files);
        }
    }

    /**
     * An attachment that goes with the task.
     *
     * @param index in the message's attachments
     * @param name to store it under: safe as a file's, and different from the others'
     */
    record AttachmentToFetch(int index, String name) {}
}
