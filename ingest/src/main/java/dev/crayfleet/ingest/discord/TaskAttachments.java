package dev.crayfleet.ingest.discord;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.ingest.intake.IncomingMessage;
import dev.crayfleet.ingest.intake.IntakeDecision;
import dev.crayfleet.ingest.intake.Mentions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches what is attached to a message that is a task; each attachment is tried a few times. */
final class TaskAttachments {
    private static final Logger LOG = LoggerFactory.getLogger(TaskAttachments.class);
    private static final int MAX_SHOWN_NAME_CHARS = 60;

    private final AttachmentFetcher fetcher;
    private final RetryPause pause;

    TaskAttachments(AttachmentFetcher fetcher, RetryPause pause) {
        this.fetcher = fetcher;
        this.pause = pause;
    }

    /**
     * @param contents in the order of the files to fetch
     * @param prompt text of the attachment that holds the prompt; empty where there is none
     */
    record Fetched(List<byte[]> contents, String prompt) {}

    /** They cannot be fetched; the message is a sentence for who wrote the task. */
    static final class UnfetchableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnfetchableException(String sentence) {
            super(sentence);
        }

        UnfetchableException(String sentence, Exception cause) {
            super(sentence, cause);
        }
    }

    Fetched fetch(
            DiscordMessage message,
            List<IncomingMessage.Attachment> attachments,
            IntakeDecision.Take take)
            throws InterruptedException, UnfetchableException {
        try {
            List<byte[]> contents = new ArrayList<>();
            long size = 0;
            for (IntakeDecision.AttachmentToFetch each : take.files()) {
                byte[] content = fetch(message, attachments.get(each.index()));
                size += content.length;
                if (size > Limits.TASK_FILES_BYTES) {
                    throw new UnfetchableException(
                            "The attachments have more than 16 MiB together.");
                }
                contents.add(content);
            }
            int prompt = take.promptIndex();
            return new Fetched(
                    contents,
                    prompt < 0 ? "" : Texts.decode(fetch(message, attachments.get(prompt))));
        } catch (IllegalArgumentException e) {
            throw new UnfetchableException(
                    "The attachment cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private byte[] fetch(DiscordMessage message, IncomingMessage.Attachment attachment)
            throws InterruptedException, UnfetchableException {
        for (int failures = 1; ; failures++) {
            try {
                return fetcher.fetch(message.jda(), attachment);
            } catch (AttachmentFetcher.TooLargeException e) {
                throw unfetchable(message, attachment, String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                if (failures == RefusalSender.MAX_TRIES) {
                    throw unfetchable(
                            message, attachment, "could not be fetched. Please post it again.", e);
                }
                pause.await(failures);
            }
        }
    }

    private static UnfetchableException unfetchable(
            DiscordMessage message,
            IncomingMessage.Attachment attachment,
            String what,
            Exception cause) {
        LOG.warn("an attachment of message {} cannot be fetched", message.id(), cause);
        String name = Limits.cut(Mentions.plain(attachment.name()), MAX_SHOWN_NAME_CHARS);
        return new UnfetchableException("The attachment \"%s\" %s".formatted(name, what), cause);
    }
}
