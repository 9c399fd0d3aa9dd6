package dev.crayfleet.ingest.intake;

import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Decides what to do with a Discord message. People may submit tasks, and so may the bots and
 * webhooks that the operator has allowed. This bot's own messages are ignored, or each of its
 * answers would become a task.
 */
public final class Intake {
    private static final String FORWARDED = "(Forwarded message)\n\n";

    private Intake() {}

    /**
     * Who may submit tasks.
     *
     * @param ownIds our user's and our application's
     * @param isAllowedBot whether a bot or a webhook may submit tasks, by its id
     */
    public record AllowedSenders(Set<String> ownIds, Predicate<String> isAllowedBot) {
        public AllowedSenders {
            ownIds = Set.copyOf(ownIds);
        }

        boolean isOurselves(IncomingMessage.Author author) {
            return ownIds.contains(author.id()) || ownIds.contains(author.applicationId());
        }
    }

    public static IntakeDecision decide(IncomingMessage message, AllowedSenders senders) {
        IncomingMessage.Author author = message.author();
        if (senders.isOurselves(author)) {
            return new IntakeDecision.Ignore("it is our own");
        }
        if (message.kind() == IncomingMessage.Kind.SYSTEM) {
            return new IntakeDecision.Ignore("Discord wrote it, not a person");
        }
        if (author.isBot() && !senders.isAllowedBot().test(author.id())) {
            return new IntakeDecision.Ignore(
                    "bot or webhook %s is not named in discord.allowed-bots"
                            .formatted(author.id()));
        }
        if (author.isBot() && message.isReplyToUs()) {
            // Otherwise two bots could answer each other's refusals for ever.
            return new IntakeDecision.Ignore("a bot answers us");
        }
        if (message.kind() == IncomingMessage.Kind.UNFINISHED) {
            return new IntakeDecision.Await();
        }
        List<IncomingMessage.Attachment> attachments = message.attachments();
        int prompt = promptIndex(message);
        if (prompt < 0
                && TaskDraft.read(message.text(), defaults(message))
                        instanceof TaskDraft.Reading.Refused refusal) {
            String reason =
                    Texts.isInvisible(message.text())
                            ? message.reasonForNoText(refusal.reason())
                            : refusal.reason();
            return new IntakeDecision.Refuse(
                    attachments.isEmpty()
                            ? reason
                            : reason + " (A .txt attachment would be read as the task.)");
        }
        String objection = sizeObjection(attachments);
        return objection.isEmpty()
                ? new IntakeDecision.Take(filesToFetch(attachments, prompt), prompt)
                : new IntakeDecision.Refuse(objection);
    }

    /**
     * Reads the task, when its attachments are there. Tags are those of the message's own text.
     *
     * @param promptFile text of the attachment that holds the prompt, as {@link
     *     dev.crayfleet.contract.Texts#decode} gave it; empty where there is none
     */
    public static TaskDraft.Reading read(IncomingMessage message, String promptFile) {
        TaskDraft.Reading reading = TaskDraft.read(message.text(), promptFile, defaults(message));
        return message.kind() == IncomingMessage.Kind.FORWARDED
                        && reading instanceof TaskDraft.Reading.Understood(TaskDraft draft)
                ? new TaskDraft.Reading.Understood(draft.withText(FORWARDED + draft.text()))
                : reading;
    }

    private static ForeignSubmission.Defaults defaults(IncomingMessage message) {
        return new ForeignSubmission.Defaults(
                TaskId.ofDiscord(message.messageId()),
                new Origin.Discord(message.channelId(), message.messageId()),
                new Requester(
                        "discord:" + message.author().id(),
                        message.author().name(),
                        message.author().roles()),
                message.postedAt());
    }

    /** If there is no text besides tags, the first text file is the prompt. */
    private static int promptIndex(IncomingMessage message) {
        boolean hasText =
                TaskDraft.read(message.text(), defaults(message))
                        instanceof TaskDraft.Reading.Understood;
        for (int i = 0; !hasText && i < message.attachments().size(); i++) {
            if (message.attachments().get(i).isText()) {
                return i;
            }
        }
        return -1;
    }

    private static String sizeObjection(List<IncomingMessage.Attachment> attachments) {
        if (attachments.size() > Limits.TASK_FILES) {
            return "%d attachments are too many; a task carries at most %d."
                    .formatted(attachments.size(), Limits.TASK_FILES);
        }
        for (IncomingMessage.Attachment each : attachments) {
            if (each.size() > Limits.FILE_BYTES) {
                return "The attachment \"%s\" has %s; at most 8 MiB are carried."
                        .formatted(
                                Limits.cut(Mentions.plain(each.name()), 60),
                                mebibytes(each.size()));
            }
        }
        long all = attachments.stream().mapToLong(IncomingMessage.Attachment::size).sum();
        return all > Limits.TASK_FILES_BYTES
                ? "The attachments have %s together; a task carries at most 16 MiB."
                        .formatted(mebibytes(all))
                : "";
    }

    private static String mebibytes(long bytes) {
        return "%d.%d MiB".formatted(bytes >> 20, (bytes & 0xFFFFF) * 10 >> 20);
    }

    private static List<IntakeDecision.AttachmentToFetch> filesToFetch(
            List<IncomingMessage.Attachment> attachments, int prompt) {
        List<Integer> indices =
                IntStream.range(0, attachments.size())
                        .filter(index -> index != prompt)
                        .boxed()
                        .toList();
        List<String> names =
                FileNames.safeAndDistinct(
                        indices.stream().map(index -> attachments.get(index).name()).toList());
        List<IntakeDecision.AttachmentToFetch> files = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            files.add(new IntakeDecision.AttachmentToFetch(indices.get(i), names.get(i)));
        }
        return files;
    }
}
