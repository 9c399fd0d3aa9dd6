package dev.crayfleet.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Which message an author posted under a nonce in the last few minutes. */
final class Nonces {
    static final Duration REMEMBERED = Duration.ofMinutes(5);

    private record Key(long author, String nonce) {}

    private final Map<Key, Long> messages = new LinkedHashMap<>();

    void remember(long author, String nonce, long message) {
        // Oldest first, so that those to forget are at the front.
        Instant now = Snowflakes.timeOf(message);
        var oldest = messages.values().iterator();
        while (oldest.hasNext() && isOver(oldest.next(), now)) {
            oldest.remove();
        }
        messages.putIfAbsent(new Key(author, nonce), message);
    }

    OptionalLong find(long author, String nonce, Instant now) {
        Long message = messages.get(new Key(author, nonce));
        return message == null || isOver(message, now)
                ? OptionalLong.empty()
                : OptionalLong.of(message);
    }

    private static boolean isOver(long message, Instant now) {
        return Snowflakes.timeOf(message).plus(REMEMBERED).isBefore(now);
    }
}
