package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.TokenCheck;
import java.util.Set;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.PermissionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps errors of Discord and JDA to outcomes. */
final class ErrorClassifier {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorClassifier.class);
    private static final int UNKNOWN_CHANNEL = 10003;
    private static final int UNKNOWN_MESSAGE = 10008;

    /** Unknown emoji, too many reactions, reaction blocked by the author, archived thread. */
    private static final Set<Integer> REACTION_IMPOSSIBLE = Set.of(10014, 30010, 90001, 50083);

    private ErrorClassifier() {}

    /**
     * @param channel id of the channel, for the sentence
     * @param reaction whether the request was a reaction
     */
    static RequestOutcome classify(Throwable failure, String channel, boolean reaction) {
        return switch (failure) {
            case PermissionException e ->
                    new RequestOutcome.NeedsOperator(
                            "The bot lacks the permission %s in channel %s; grant it there."
                                    .formatted(e.getPermission().getName(), channel));
            case ErrorResponseException e -> classify(e, channel, reaction);
            case IllegalArgumentException e ->
                    new RequestOutcome.Rejected(String.valueOf(e.getMessage()));
            // Bugs in JDA or in our code that this content triggers. It would fail in the same way
            // again.
            case NullPointerException e -> unexpected(e);
            case ArithmeticException e -> unexpected(e);
            case ClassCastException e -> unexpected(e);
            case IndexOutOfBoundsException e -> unexpected(e);
            case UnsupportedOperationException e -> unexpected(e);
            default -> {
                LOG.debug("Discord does not answer", failure);
                yield new RequestOutcome.Retryable("Discord does not answer.");
            }
        };
    }

    private static RequestOutcome unexpected(RuntimeException e) {
        LOG.error("a request cannot be put to Discord", e);
        return new RequestOutcome.Rejected(
                "it cannot be put to Discord; the poster's log has the whole");
    }

    private static RequestOutcome classify(
            ErrorResponseException e, String channel, boolean reaction) {
        int status = e.getResponse().code;
        int code = e.getErrorCode();
        if (reaction && (code == UNKNOWN_MESSAGE || REACTION_IMPOSSIBLE.contains(code))) {
            return new RequestOutcome.Obsolete(code + " " + e.getMeaning());
        }
        // Below 100 are JDA's own codes for a broken connection.
        if (status < 100 || status >= 500 || status == 429) {
            return new RequestOutcome.Retryable(
                    "Discord fails with %d %s.".formatted(code, e.getMeaning()));
        }
        if (status == 401) {
            return new RequestOutcome.NeedsOperator(TokenCheck.NO_LONGER_ACCEPTED);
        }
        if (status == 403 || status == 404) {
            return new RequestOutcome.NeedsOperator(
                    code == UNKNOWN_CHANNEL
                            ? "There is no channel %s; check the channel ids of discord-config.env."
                                    .formatted(channel)
                            : "The bot may not post or react in channel %s (%d %s). It needs View Channel, Send Messages, Attach Files, Read Message History and Add Reactions there."
                                    .formatted(channel, code, e.getMeaning()));
        }
        return new RequestOutcome.Rejected(
                "%d %s %s".formatted(code, e.getMeaning(), e.getSchemaErrors()));
    }
}
