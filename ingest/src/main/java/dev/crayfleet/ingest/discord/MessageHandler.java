package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.ingest.intake.IncomingMessage;
import dev.crayfleet.ingest.intake.Intake;
import dev.crayfleet.ingest.intake.IntakeDecision;
import dev.crayfleet.ingest.intake.Mentions;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.ingest.kafka.KafkaTimeoutException;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.FatalErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one message to the tasks topic, or tells why not. Returns only when that is done: while
 * Kafka is away it keeps trying. What cannot be done at Discord (an attachment, a reply) is tried a
 * few times.
 */
final class MessageHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);
    private static final int TRIES_AT_DISCORD = 4;

    private final TaskWriter tasks;
    private final Replies replies;
    private final AttachmentFetcher fetcher;
    private final AllowedBots bots;
    private final Backoff backoff;
    private final IntakeMeters meters;
    private final CountDownLatch closed;

    /**
     * @param bots who besides people may ask
     * @param closed counted down when nothing shall be tried any more
     */
    MessageHandler(
            TaskWriter tasks,
            Replies replies,
            AttachmentFetcher fetcher,
            AllowedBots bots,
            Backoff backoff,
            IntakeMeters meters,
            CountDownLatch closed) {
        this.tasks = tasks;
        this.replies = replies;
        this.fetcher = fetcher;
        this.bots = bots;
        this.backoff = backoff;
        this.meters = meters;
        this.closed = closed;
    }

    /**
     * One message, and who reads it.
     *
     * @param id snowflake
     * @param json as Discord tells it
     */
    record Told(JDA jda, long id, JsonNode json) {}

    /**
     * @return false if it is not written to its end yet, and has to be handled again when it is
     * @throws InterruptedException if it was closed before the message was dealt with
     */
    boolean handle(Told message) throws InterruptedException {
        return guarded(
                message,
                () -> {
                    JdaGuild around = new JdaGuild(message.jda());
                    return decide(
                            message,
                            MessageParser.incoming(message.id(), message.json(), around),
                            new Intake.Listening(around.ownIds(), bots::contains));
                });
    }

    /**
     * Says of a message that it is not handled, because our process has ended each time it was.
     *
     * @throws InterruptedException if it was closed before that
     */
    void setAside(Told message) throws InterruptedException {
        LOG.error(
                "message {} is set aside: ingest has ended each time it handled it", message.id());
        meters.setAside();
        var unused =
                guarded(
                        message,
                        () -> {
                            answer(
                                    message,
                                    "It was tried several times, and each time the service that reads this channel broke off. Please write it in another way.");
                            return true;
                        });
    }

    private interface Work {
        boolean run() throws InterruptedException;
    }

    /** Whatever a message does, those after it are read. */
    private boolean guarded(Told message, Work work) throws InterruptedException {
        try {
            return work.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("message {} is beyond this build", message.id(), e);
        }
        try {
            refuse(message, "Something in it is not understood; the log of ingest says more.");
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("message {} cannot be answered", message.id(), e);
        }
        return true;
    }

    private boolean decide(Told message, IncomingMessage incoming, Intake.Listening listening)
            throws InterruptedException {
        switch (Intake.decide(incoming, listening)) {
            case IntakeDecision.Ignore(String why) -> {
                LOG.debug("message {} is no task: {}", message.id(), why);
                meters.ignored();
            }
            case IntakeDecision.Await() -> {
                LOG.debug("message {} is not written yet", message.id());
                return false;
            }
            case IntakeDecision.Refuse(String reason) -> refuse(message, reason);
            case IntakeDecision.Take take -> take(message, incoming, take);
        }
        return true;
    }

    private void take(Told message, IncomingMessage incoming, IntakeDecision.Take take)
            throws InterruptedException {
        List<byte[]> files = new ArrayList<>();
        String prompt = "";
        try {
            long size = 0;
            for (IntakeDecision.Wanted wanted : take.files()) {
                byte[] file = fetch(message, incoming.attachments().get(wanted.index()));
                size += file.length;
                if (size > Limits.TASK_FILES_BYTES) {
                    refuse(message, "The attachments have more than 16 MiB together.");
                    return;
                }
                files.add(file);
            }
            if (take.prompt() >= 0) {
                prompt = Texts.decode(fetch(message, incoming.attachments().get(take.prompt())));
            }
        } catch (IllegalArgumentException noText) {
            refuse(message, "The attachment cannot be read: " + noText.getMessage() + ".");
            return;
        } catch (Unfetched e) {
            LOG.warn("an attachment of message {} cannot be fetched", message.id(), e);
            refuse(message, String.valueOf(e.getMessage()));
            return;
        }
        switch (Intake.read(incoming, prompt)) {
            case TaskDraft.Reading.Refused refused -> refuse(message, refused.reason());
            case TaskDraft.Reading.Understood understood -> {
                try {
                    submit(understood.draft(), take.files(), files);
                    meters.accepted();
                } catch (IllegalArgumentException e) {
                    // The attachments were larger than Discord said they are.
                    refuse(message, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void submit(TaskDraft draft, List<IntakeDecision.Wanted> names, List<byte[]> files)
            throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                List<FileRef> refs = new ArrayList<>();
                for (int i = 0; i < files.size(); i++) {
                    refs.add(tasks.store(draft.about().id(), names.get(i).name(), files.get(i)));
                }
                tasks.write(draft.submitted(tasks.storePrompt(draft), refs));
                return;
            } catch (KafkaTimeoutException e) {
                if (e.isTooLarge()) {
                    throw new IllegalArgumentException(
                            "It is larger than what this fleet's Kafka takes. Post less of it, or split it.",
                            e);
                }
                LOG.warn("task {} waits for Kafka: {}", draft.about().id(), e.getMessage());
                pause(failures);
            }
        }
    }

    private void refuse(Told message, String reason) throws InterruptedException {
        meters.refused();
        LOG.info("message {} is refused: {}", message.id(), reason);
        answer(message, reason);
    }

    private void answer(Told message, String reason) throws InterruptedException {
        String author = message.json().path("author").path("id").asText("?");
        String bot = MessageParser.isByBot(message.json()) ? author : "";
        for (int failures = 1; failures <= TRIES_AT_DISCORD; failures++) {
            try {
                replies.refuse(message.jda(), message.json(), bot, reason);
                return;
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("message {} could not be answered: {}", message.id(), e.toString());
                if (failures < TRIES_AT_DISCORD) {
                    pause(failures);
                }
            }
        }
    }

    private byte[] fetch(Told message, IncomingMessage.Attachment attachment)
            throws InterruptedException, Unfetched {
        for (int failures = 1; ; failures++) {
            try {
                return fetcher.fetch(message.jda(), attachment);
            } catch (AttachmentFetcher.TooLargeException e) {
                throw new Unfetched(attachment, String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                if (failures == TRIES_AT_DISCORD) {
                    throw new Unfetched(
                            attachment, "could not be fetched. Please post it again.", e);
                }
                pause(failures);
            }
        }
    }

    private void pause(int failures) throws InterruptedException {
        meters.retried();
        if (closed.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    private static final class Unfetched extends Exception {
        private static final long serialVersionUID = 1L;

        Unfetched(IncomingMessage.Attachment attachment, String what, Exception cause) {
            super(
                    "The attachment \"%s\" %s"
                            .formatted(Limits.cut(Mentions.plain(attachment.name()), 60), what),
                    cause);
        }
    }
}
