package dev.crayfleet.ingest.discord;

import dev.crayfleet.ingest.intake.IncomingMessage;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Discord which roles the author of a message has, where the message does not say. */
final class MemberRoles {
    private static final Logger LOG = LoggerFactory.getLogger(MemberRoles.class);
    private static final int MAX_TRIES = 3;

    private final ChannelRest rest;
    private final RetryPause pause;

    MemberRoles(ChannelRest rest, RetryPause pause) {
        this.rest = rest;
        this.pause = pause;
    }

    /** Discord does not say. */
    static final class UnknownRolesException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownRolesException(Throwable cause) {
            super(
                    "Discord does not say which roles you have here, and who may what goes by them. Please post it again.",
                    cause);
        }
    }

    /**
     * The message with its author's roles.
     *
     * @throws UnknownRolesException with a sentence for the author, if Discord fails several times
     * @throws InterruptedException if ingest was closed before that
     */
    IncomingMessage withRoles(DiscordMessage message, IncomingMessage incoming)
            throws UnknownRolesException, InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return incoming.withRoles(
                        MessageParser.roles(rest.member(message.jda(), incoming.author().id())));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ErrorResponseException refused
                        && (refused.getErrorResponse() == ErrorResponse.UNKNOWN_MEMBER
                                || refused.getErrorResponse() == ErrorResponse.UNKNOWN_USER)) {
                    // Whoever has left the server has no roles there.
                    return incoming.withRoles(List.of());
                }
                retryOrThrow(failures, message, e);
            } catch (TimeoutException | ChannelRest.UnreadableException e) {
                retryOrThrow(failures, message, e);
            }
        }
    }

    private void retryOrThrow(int failures, DiscordMessage message, Exception e)
            throws UnknownRolesException, InterruptedException {
        LOG.warn("the roles of the author of message {} are not known yet: {}", message.id(), e);
        if (failures >= MAX_TRIES) {
            throw new UnknownRolesException(e);
        }
        pause.await(failures);
    }
}
