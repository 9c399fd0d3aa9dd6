package dev.crayfleet.ingest.discord;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.intake.IncomingMessage;
import dev.crayfleet.ingest.intake.Intake;
import dev.crayfleet.ingest.intake.IntakeDecision;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.ingest.routing.NeedsRouter;
import dev.crayfleet.kafka.FatalErrors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a task of one message, or answers why it is no task. Returns only when that is done: while
 * Kafka cannot be reached, it keeps trying. Requests to Discord (for an attachment, or a reply) are
 * tried a few times.
 */
final class MessageHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MessageHandler.class);

    /** In the place of a prompt that has not been fetched. */
    private static final String UNREAD = "(attached)";

    private final DiscordTaskSubmitter submitter;
    private final TaskAttachments attachments;
    private final RefusalSender refusals;
    private final AllowedBots allowedBots;
    private final MemberRoles roles;
    private final SubmitGate gate;
    private final NeedsRouter router;
    private final IntakeMeters meters;

    /**
     * @param allowedBots bots and webhooks that may submit tasks
     */
    MessageHandler(
            DiscordTaskSubmitter submitter,
            TaskAttachments attachments,
            RefusalSender refusals,
            AllowedBots allowedBots,
            MemberRoles roles,
            SubmitGate gate,
            NeedsRouter router,
            IntakeMeters meters) {
        this.submitter = submitter;
        this.attachments = attachments;
        this.refusals = refusals;
        this.allowedBots = allowedBots;
        this.roles = roles;
        this.gate = gate;
        this.router = router;
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
            case IntakeDecision.Refuse(String reason) -> refuse(message, incoming, reason);
            case IntakeDecision.Take take -> take(message, incoming, take);
        }
        return true;
    }

    private void take(DiscordMessage message, IncomingMessage given, IntakeDecision.Take take)
            throws InterruptedException {
        Instant seenAt = Instant.now();
        IncomingMessage incoming;
        TaskAttachments.Fetched fetched;
        try {
            incoming = withRoles(message, given);
            // Before anything is fetched for them.
            Optional<String> refusal = refusal(incoming, take);
            if (refusal.isPresent()) {
                refusals.refuse(message, refusal.get());
                return;
            }
            fetched = attachments.fetch(message, incoming.attachments(), take);
        } catch (TaskAttachments.UnfetchableException | MemberRoles.UnknownRolesException e) {
            refusals.refuse(message, String.valueOf(e.getMessage()));
            return;
        }
        switch (Intake.read(incoming, fetched.prompt())) {
            case TaskDraft.Reading.Refused refused -> refuse(message, incoming, refused.reason());
            case TaskDraft.Reading.Understood(TaskDraft read) -> {
                NeedsRouter.Route route = route(read);
                if (route instanceof NeedsRouter.Route.Nowhere(String sentence)) {
                    refusals.refuse(message, sentence);
                    return;
                }
                TaskDraft draft = routed(read, route);
                Optional<String> refusal = refusal(draft, fetched.contents());
                if (refusal.isPresent()) {
                    refusals.refuse(message, refusal.get());
                    return;
                }
                try {
                    submitter.submit(draft, take.files(), fetched.contents(), seenAt);
                    meters.countAccepted();
                } catch (IllegalArgumentException e) {
                    // The attachments were larger than Discord had said.
                    refusals.refuse(message, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    /** Reasons may quote what was written, which must not be a key. */
    private void refuse(DiscordMessage message, IncomingMessage incoming, String reason)
            throws InterruptedException {
        Origin origin = new Origin.Discord(incoming.channelId(), incoming.messageId());
        refusals.refuse(message, gate.reason(reason, incoming.text(), origin));
    }

    /** What was read later than it was posted does not say which roles its author has. */
    private IncomingMessage withRoles(DiscordMessage message, IncomingMessage incoming)
            throws MemberRoles.UnknownRolesException, InterruptedException {
        return incoming.author().isBot()
                        || message.json().has("member")
                        || !gate.asksForServerRoles()
                ? incoming
                : roles.withRoles(message, incoming);
    }

    private Optional<String> refusal(IncomingMessage incoming, IntakeDecision.Take take) {
        String attached = take.promptIndex() < 0 ? "" : UNREAD;
        if (!(Intake.read(incoming, attached)
                instanceof TaskDraft.Reading.Understood(TaskDraft read))) {
            return Optional.empty();
        }
        NeedsRouter.Route route = route(read);
        if (route instanceof NeedsRouter.Route.Nowhere(String sentence)) {
            return Optional.of(sentence);
        }
        TaskDraft draft = routed(read, route);
        return gate.refusal(
                draft.defaults().requester(),
                draft.defaults().origin(),
                draft.pool(),
                draft.options(),
                0,
                0);
    }

    /** A message is read again after a crash, so it has to go to the same agent. */
    private NeedsRouter.Route route(TaskDraft draft) {
        return router.route(draft, true);
    }

    private static TaskDraft routed(TaskDraft draft, NeedsRouter.Route route) {
        return route instanceof NeedsRouter.Route.To(var agent) ? draft.forAgent(agent) : draft;
    }

    private Optional<String> refusal(TaskDraft draft, List<byte[]> files) {
        Requester requester = draft.defaults().requester();
        Origin origin = draft.defaults().origin();
        return gate.refusal(
                        requester,
                        origin,
                        draft.pool(),
                        draft.options(),
                        draft.text().getBytes(StandardCharsets.UTF_8).length,
                        files.stream().mapToLong(each -> each.length).sum())
                .or(() -> gate.secretRefusal(requester, origin, draft.pool(), draft.text()));
    }
}
