package dev.crayfleet.ingest.intake;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides what becomes of a Discord message. Everybody may ask, other bots and webhooks too: people
 * submit through them. We ourselves may not, or every answer of ours would be a task.
 */
public final class Intake {
    private static final int LONGEST_NAME = 200;

    private Intake() {}

    /**
     * @param selfId our own user id
     */
    public static Decision decide(Incoming message, String selfId) {
        if (message.author().id().equals(selfId)) {
            return new Decision.Ignore("it is our own");
        }
        if (message.kind() == Incoming.Kind.SYSTEM) {
            return new Decision.Ignore("Discord wrote it, not a person");
        }
        if (message.author().bot() && message.answersUs()) {
            // Two bots that answer each other's refusals would never end.
            return new Decision.Ignore("a bot answers us");
        }
        List<Incoming.Attachment> attachments = message.attachments();
        int prompt = promptFile(message);
        if (prompt < 0
                && Draft.read(message.text(), about(message)) instanceof Draft.Reading.Refused no) {
            return new Decision.Refuse(
                    attachments.isEmpty()
                            ? no.reason()
                            : no.reason() + " (A .txt attachment would be read as the task.)");
        }
        String tooMuch = tooMuch(attachments);
        return tooMuch.isEmpty()
                ? new Decision.Take(wanted(attachments, prompt), prompt)
                : new Decision.Refuse(tooMuch);
    }

    /**
     * Reads the task, when its attachments are there. Tags are those of the message's own text.
     *
     * @param promptFile text of the attachment that holds the prompt, as {@link
     *     dev.crayfleet.contract.Texts#decode} gave it; empty where there is none
     */
    public static Draft.Reading read(Incoming message, String promptFile) {
        return Draft.read(message.text(), promptFile, about(message));
    }

    private static ForeignSubmission.Defaults about(Incoming message) {
        return new ForeignSubmission.Defaults(
                TaskId.ofDiscord(message.messageId()),
                new Origin.Discord(message.channelId(), message.messageId()),
                new Requester("discord:" + message.author().id(), message.author().name()),
                message.postedAt());
    }

    /** Where there is no text besides tags, a text file is the prompt: the first one. */
    private static int promptFile(Incoming message) {
        boolean hasText =
                Draft.read(message.text(), about(message)) instanceof Draft.Reading.Understood;
        for (int i = 0; !hasText && i < message.attachments().size(); i++) {
            if (message.attachments().get(i).isText()) {
                return i;
            }
        }
        return -1;
    }

    private static String tooMuch(List<Incoming.Attachment> attachments) {
        if (attachments.size() > Limits.TASK_FILES) {
            return "%d attachments are too many; a task carries at most %d."
                    .formatted(attachments.size(), Limits.TASK_FILES);
        }
        for (Incoming.Attachment each : attachments) {
            if (each.size() > Limits.FILE_BYTES) {
                return "The attachment \"%s\" has %s; at most 8 MiB are carried."
                        .formatted(Limits.cut(each.name(), 60), mebibytes(each.size()));
            }
        }
        long all = attachments.stream().mapToLong(Incoming.Attachment::size).sum();
        return all > Limits.TASK_FILES_BYTES
                ? "The attachments have %s together; a task carries at most 16 MiB."
                        .formatted(mebibytes(all))
                : "";
    }

    private static String mebibytes(long bytes) {
        return "%d.%d MiB".formatted(bytes >> 20, (bytes & 0xFFFFF) * 10 >> 20);
    }

    private static List<Decision.Wanted> wanted(List<Incoming.Attachment> attachments, int prompt) {
        Set<String> taken = new HashSet<>();
        List<Decision.Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < attachments.size(); i++) {
            if (i != prompt) {
                String name = safe(attachments.get(i).name());
                String free = name;
                for (int n = 2; !taken.add(free); n++) {
                    free = n + "-" + name;
                }
                wanted.add(new Decision.Wanted(i, free));
            }
        }
        return wanted;
    }

    private static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String plain = Limits.cut(last.replaceAll("[\\p{Cntrl}:]", "_").strip(), LONGEST_NAME);
        return FileRef.isSafeName(plain) ? plain : "attachment";
    }
}
