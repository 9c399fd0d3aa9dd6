package dev.crayfleet.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Which message an author posted under a nonce in the last five minutes. */
final class Nonces {
    private static final Duration RETENTION = Duration.ofMinutes(5);

    private record Key(long authorId, String nonce) {}

    /** Ids of messages, oldest first. */
    private final Map<Key, Long> messageIds = new LinkedHashMap<>();

    void add(long authorId, String nonce, long messageId) {
        Instant now = Snowflakes.timeOf(messageId);
        var oldest = messageIds.values().iterator();
        while (oldest.hasNext() && isExpired(oldest.next(), now)) {
            oldest.remove();
        }
        messageIds.putIfAbsent(new Key(authorId, nonce), messageId);
    }

    OptionalLong find(long authorId, String nonce, Instant now) {
        Long messageId = messageIds.get(new Key(authorId, nonce));
        return messageId == null || isExpired(messageId, now)
                ? OptionalLong.empty()
                : OptionalLong.of(messageId);
    }

    private static boolean isExpired(long messageId, Instant now) {
        return Snowflakes.timeOf(messageId).plus(RETENTION).isBefore(now);
    }
}
