package dev.crayfleet.emulator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A click, slash command or dialog of a person's that a bot has to answer. */
final class Interaction {
    private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);

    /** The type of clicks. */
    static final int TYPE_COMPONENT = 3;

    private final long id;
    private final String token = Tokens.random("local-interaction-");
    private final int type;
    private final Account bot;
    private final Account user;
    private final long channelId;
    private final Instant startedAt;
    private boolean acknowledged;
    private @Nullable StoredMessage original;

    /**
     * @param original the message with the button that was clicked; null for commands
     */
    Interaction(
            long id,
            int type,
            Account bot,
            Account user,
            long channelId,
            Instant startedAt,
            @Nullable StoredMessage original) {
        this.id = id;
        this.type = type;
        this.bot = bot;
        this.user = user;
        this.channelId = channelId;
        this.startedAt = startedAt;
        this.original = original;
    }

    long id() {
        return id;
    }

    /** What the bot answers with, in place of its own token. */
    String token() {
        return token;
    }

    int type() {
        return type;
    }

    Account bot() {
        return bot;
    }

    Account user() {
        return user;
    }

    long channelId() {
        return channelId;
    }

    /** The bot's answer, or before that the message with the button that was clicked. */
    @Nullable StoredMessage original() {
        return original;
    }

    void setOriginal(StoredMessage message) {
        original = message;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    void acknowledge() {
        acknowledged = true;
    }

    boolean isAcknowledgeTimedOut(Instant now) {
        return !acknowledged && startedAt.plus(ACKNOWLEDGE_TIMEOUT).isBefore(now);
    }

    boolean isTokenExpired(Instant now) {
        return startedAt.plus(TOKEN_LIFETIME).isBefore(now);
    }
}
