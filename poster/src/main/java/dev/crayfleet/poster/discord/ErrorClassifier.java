package dev.crayfleet.poster.discord;

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
    static Outcome classify(Throwable failure, String channel, boolean reaction) {
        return switch (failure) {
            case PermissionException e ->
                    new Outcome.NeedsOperator(
                            "The bot lacks the permission %s in channel %s; grant it there."
                                    .formatted(e.getPermission().getName(), channel));
            case ErrorResponseException e -> classify(e, channel, reaction);
            case IllegalArgumentException e -> new Outcome.Refused(String.valueOf(e.getMessage()));
            // Errors of JDA's code or ours on this content: it would fail in the same way again.
            case NullPointerException e -> unexpected(e);
            case ArithmeticException e -> unexpected(e);
            case ClassCastException e -> unexpected(e);
            case IndexOutOfBoundsException e -> unexpected(e);
            case UnsupportedOperationException e -> unexpected(e);
            default -> {
                LOG.debug("Discord does not answer", failure);
                yield new Outcome.Retryable("Discord does not answer.");
            }
        };
    }

    private static Outcome unexpected(RuntimeException e) {
        LOG.error("a request cannot be put to Discord", e);
        return new Outcome.Refused("it cannot be put to Discord; the poster's log has the whole");
    }

    private static Outcome classify(ErrorResponseException e, String channel, boolean reaction) {
        int status = e.getResponse().code;
        int code = e.getErrorCode();
        if (reaction && (code == UNKNOWN_MESSAGE || REACTION_IMPOSSIBLE.contains(code))) {
            return new Outcome.Obsolete(code + " " + e.getMeaning());
        }
        // Below 100 are JDA's own codes: the connection broke.
        if (status < 100 || status >= 500 || status == 429) {
            return new Outcome.Retryable(
                    "Discord fails with %d %s.".formatted(code, e.getMeaning()));
        }
        if (status == 401) {
            return new Outcome.NeedsOperator(
                    "Discord does not accept the token any more. Check discord.token, or reset it in the Developer Portal under Bot.");
        }
        if (status == 403 || status == 404) {
            return new Outcome.NeedsOperator(
                    code == UNKNOWN_CHANNEL
                            ? "There is no channel %s; check the channel ids of discord-config.env."
                                    .formatted(channel)
                            : "The bot may not post or react in channel %s (%d %s). It needs View Channel, Send Messages, Attach Files, Read Message History and Add Reactions there."
                                    .formatted(channel, code, e.getMeaning()));
        }
        return new Outcome.Refused("%d %s %s".formatted(code, e.getMeaning(), e.getSchemaErrors()));
    }
}
