package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.InlineTags;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How times and sizes are written in the file. Each method that reads one throws an
 * IllegalArgumentException with a sentence for people.
 */
final class Amounts {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}) ?(B|KiB|MiB)?");
    private static final Pattern WAIT = Pattern.compile("([0-9]{1,7})([smhd]?)");
    private static final Duration MAX_WAIT = Duration.ofDays(30);

    private Amounts() {}

    /** Of a time-out: 1s to 24h. */
    static Duration timeout(String text) {
        return InlineTags.duration(text);
    }

    /** Of a wait for a person: 1s to 30d. */
    static Duration wait(String text) {
        Matcher matcher = WAIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "%s is no time; write 30m, 24h or 7d".formatted(Wording.shown(text)));
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration wait =
                switch (matcher.group(2)) {
                    case "d" -> Duration.ofDays(amount);
                    case "h" -> Duration.ofHours(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofSeconds(amount);
                };
        if (wait.isZero() || wait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "%s is outside 1s to %s".formatted(Wording.shown(text), written(MAX_WAIT)));
        }
        return wait;
    }

    static String written(Duration time) {
        if (time.toSeconds() > 0 && time.toSeconds() % 3600 == 0) {
            return time.toHours() > 24 && time.toHours() % 24 == 0
                    ? time.toDays() + "d"
                    : time.toHours() + "h";
        }
        if (time.toMillis() % 1000 != 0) {
            return time.toMillis() + "ms";
        }
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + "m" : time.toSeconds() + "s";
    }

    /**
     * A size in bytes.
     *
     * @param max what is allowed
     */
    static long size(String text, long max) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "%s is no size; write 512KiB, 8MiB, or a number of bytes"
                            .formatted(Wording.shown(text)));
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long factor =
                switch (unit) {
                    case "KiB" -> KIB;
                    case "MiB" -> MIB;
                    default -> 1;
                };
        long bytes = Long.parseLong(matcher.group(1)) * factor;
        if (bytes < 1 || bytes > max) {
            throw new IllegalArgumentException(
                    "%s is outside 1 byte to %s".formatted(Wording.shown(text), written(max)));
        }
        return bytes;
    }

    static String written(long bytes) {
        if (bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes % KIB == 0 ? bytes / KIB + "KiB" : Long.toString(bytes);
    }
}
