package dev.crayfleet.ingest.discord;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.ingest.intake.IncomingMessage;
import dev.crayfleet.ingest.intake.Intake;
import dev.crayfleet.ingest.intake.IntakeDecision;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.kafka.FatalErrors;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a task of one message, or answers why it is no task. Returns only when that is done: while
 * Kafka cannot be reached, it keeps trying. Requests to Discord (for an attachment, or a reply) are
 * tried a few times.
 */
final class MessageHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);

    private final DiscordTaskSubmitter submitter;
    private final TaskAttachments attachments;
    private final RefusalSender refusals;
    private final AllowedBots allowedBots;
    private final IntakeMeters meters;

    /**
     * @param allowedBots bots and webhooks that may submit tasks
     */
    MessageHandler(
            DiscordTaskSubmitter submitter,
            TaskAttachments attachments,
            RefusalSender refusals,
            AllowedBots allowedBots,
            IntakeMeters meters) {
        this.submitter = submitter;
        this.attachments = attachments;
        this.refusals = refusals;
        this.allowedBots = allowedBots;
        this.meters = meters;
    }

    /**
     * @return false if the message is not complete yet, and has to be handled again after an edit
     * @throws InterruptedException if ingest was closed before the message was dealt with
     */
    boolean handle(DiscordMessage message) throws InterruptedException {
        return runGuarded(
                message,
                () -> {
                    JdaGuild guild = new JdaGuild(message.jda());
                    return decide(
                            message,
                            MessageParser.incoming(message.id(), message.json(), guild),
                            new Intake.AllowedSenders(guild.ownIds(), allowedBots::contains));
                });
    }

    /**
     * Answers that a message is not handled, because the process ended each time it was tried.
     *
     * @throws InterruptedException if ingest was closed before that
     */
    void setAside(DiscordMessage message) throws InterruptedException {
        LOG.error(
                "message {} is set aside: ingest has ended each time it handled it", message.id());
        meters.countSetAside();
        var unused =
                runGuarded(
                        message,
                        () -> {
                            refusals.answer(
                                    message,
                                    "It was tried several times, and each time the service that reads this channel broke off. Please write it in another way.");
                            return true;
                        });
    }

    private interface Handling {
        boolean run() throws InterruptedException;
    }

    /**
     * Catches whatever our code throws for one message, so that the messages after it are handled.
     */
    private boolean runGuarded(DiscordMessage message, Handling handling)
            throws InterruptedException {
        try {
            return handling.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("message {} could not be handled", message.id(), e);
        }
        try {
            refusals.refuse(
                    message, "Something in it is not understood; the log of ingest says more.");
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("message {} cannot be answered", message.id(), e);
        }
        return true;
    }

    private boolean decide(
            DiscordMessage message, IncomingMessage incoming, Intake.AllowedSenders senders)
            throws InterruptedException {
        switch (Intake.decide(incoming, senders)) {
            case IntakeDecision.Ignore(String reason) -> {
                LOG.debug("message {} is no task: {}", message.id(), reason);
                meters.countIgnored();
            }
            case IntakeDecision.Await() -> {
                LOG.debug("message {} is not written yet", message.id());
                return false;
            }
            case IntakeDecision.Refuse(String reason) -> refusals.refuse(message, reason);
            case IntakeDecision.Take take -> take(message, incoming, take);
        }
        return true;
    }

    private void take(DiscordMessage message, IncomingMessage incoming, IntakeDecision.Take take)
            throws InterruptedException {
        Instant seenAt = Instant.now();
        TaskAttachments.Fetched fetched;
        try {
            fetched = attachments.fetch(message, incoming.attachments(), take);
        } catch (TaskAttachments.UnfetchableException e) {
            refusals.refuse(message, String.valueOf(e.getMessage()));
            return;
        }
        switch (Intake.read(incoming, fetched.prompt())) {
            case TaskDraft.Reading.Refused refused -> refusals.refuse(message, refused.reason());
            case TaskDraft.Reading.Understood understood -> {
                try {
                    submitter.submit(understood.draft(), take.files(), fetched.contents(), seenAt);
                    meters.countAccepted();
                } catch (IllegalArgumentException e) {
                    // The attachments were larger than Discord had said.
                    refusals.refuse(message, String.valueOf(e.getMessage()));
                }
            }
        }
    }
}
