package dev.crayfleet.poster.discord;

import java.util.Set;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.PermissionException;

/** What to make of an error of Discord's. */
final class ErrorClassifier {
    private static final int UNKNOWN_CHANNEL = 10003;
    private static final int UNKNOWN_MESSAGE = 10008;

    /** Unknown emoji, too many reactions, reaction blocked by the author, archived thread. */
    private static final Set<Integer> NO_REACTION = Set.of(10014, 30010, 90001, 50083);

    private ErrorClassifier() {}

    /**
     * @param channel which channel it was about, for the sentence
     * @param reaction whether it was one
     */
    static Outcome of(Throwable failure, String channel, boolean reaction) {
        return switch (failure) {
            case PermissionException e ->
                    new Outcome.NeedsOperator(
                            "The bot lacks the permission %s in channel %s; grant it there."
                                    .formatted(e.getPermission().getName(), channel));
            case ErrorResponseException e -> of(e, channel, reaction);
            case IllegalArgumentException e -> new Outcome.Refused(String.valueOf(e.getMessage()));
            // Of code that did not expect what it was given: it would fail like this for ever.
            case NullPointerException e -> unexpected(e);
            case ArithmeticException e -> unexpected(e);
            case ClassCastException e -> unexpected(e);
            case IndexOutOfBoundsException e -> unexpected(e);
            case UnsupportedOperationException e -> unexpected(e);
            default -> new Outcome.Retryable("Discord does not answer: " + failure);
        };
    }

    private static Outcome unexpected(RuntimeException e) {
        return new Outcome.Refused("it cannot be put to Discord: " + e);
    }

    private static Outcome of(ErrorResponseException e, String channel, boolean reaction) {
        int status = e.getResponse().code;
        int code = e.getErrorCode();
        if (reaction && (code == UNKNOWN_MESSAGE || NO_REACTION.contains(code))) {
            return new Outcome.Obsolete(code + " " + e.getMeaning());
        }
        // Below 100: JDA's own, the connection broke.
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
