package dev.crayfleet.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody orders of the fleet, a pool or a runner.
 *
 * @param id the same for all lanes that are told; the same again is the same order. 1 to 64
 *     letters, digits, {@code . _ -}
 * @param requester who orders it
 * @param reason for people, one line of at most {@link Limits#REASON_CHARS} characters; absent
 *     where none is given
 */
public record Order(String id, Requester requester, @Nullable String reason, Instant requestedAt) {
    private static final int MAX_ID_CHARS = 64;

    /**
     * @throws IllegalArgumentException with a sentence for people, if the id breaks the rule
     */
    public Order {
        id = Names.require("order id", id, MAX_ID_CHARS);
        reason = reason == null ? null : oneLineOrNull(reason);
    }

    private static @Nullable String oneLineOrNull(String text) {
        // Cut first, because whoever writes it decides how long it is.
        String line = Texts.oneLine(Limits.cut(text.strip(), Limits.REASON_CHARS)).strip();
        return Texts.isInvisible(line) ? null : Limits.cut(line, Limits.REASON_CHARS);
    }

    /**
     * The same order, given now at the latest: a clock that is ahead must not make orders that come
     * after it count as older.
     */
    public Order atTheLatest(Instant now) {
        return requestedAt.isAfter(now) ? new Order(id, requester, reason, now) : this;
    }

    /** Who, and why: {@code Ada: agents delete files}. */
    public String byAndWhy() {
        return reason == null ? requester.name() : requester.name() + ": " + reason;
    }
}
