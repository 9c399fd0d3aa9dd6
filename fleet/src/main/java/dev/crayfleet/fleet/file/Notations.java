package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How single values are written in the file. Each method that reads one throws an
 * IllegalArgumentException with a sentence for people.
 */
final class Notations {
    static final int MAX_NAME_CHARS = 64;
    static final int MAX_TEXT_CHARS = 500;
    static final int MAX_IDENTITY_CHARS = 80;
    static final int MAX_HOME_CHARS = 200;
    static final int MAX_ADDRESS_CHARS = 2_000;
    static final long KIB = 1024;
    static final long MIB = 1024 * KIB;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}");
    private static final Pattern DISCORD_ID = Pattern.compile("[0-9]{1,20}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}) ?(B|KiB|MiB)?");
    private static final Pattern WAIT = Pattern.compile("([0-9]{1,7})([smhd]?)");
    private static final Pattern ADDRESS = Pattern.compile("https://[^\\s\"<>\\\\]+");
    private static final Pattern HOME = Pattern.compile("[^/~\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*");
    private static final Duration MAX_WAIT = Duration.ofDays(30);

    private Notations() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static boolean isDiscordId(String text) {
        return DISCORD_ID.matcher(text).matches();
    }

    /** A name of a role, an agent, a token and so on. */
    static String name(String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException(
                    "%s is no name; letters, digits, '.', '_' and '-' are allowed, %d at most, the first a letter or a digit"
                            .formatted(Place.shown(text), MAX_NAME_CHARS));
        }
        return text;
    }

    static String model(String text) {
        if (!MODEL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s is no model; write an alias such as cheap, or provider/model"
                            .formatted(Place.shown(text)));
        }
        return text;
    }

    static String discordId(String text) {
        if (!isDiscordId(text)) {
            throw new IllegalArgumentException(
                    "%s is no id of Discord, which has digits only; names change, ids do not"
                            .formatted(Place.shown(text)));
        }
        return text;
    }

    /** Of a time-out: 1s to 24h. */
    static Duration timeout(String text) {
        return InlineTags.duration(text);
    }

    /** Of a wait for a person: 1s to 30d. */
    static Duration wait(String text) {
        Matcher matcher = WAIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "%s is no time; write 30m, 24h or 7d".formatted(Place.shown(text)));
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
                    "%s is outside 1s to %s".formatted(Place.shown(text), written(MAX_WAIT)));
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
                            .formatted(Place.shown(text)));
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
                    "%s is outside 1 byte to %s".formatted(Place.shown(text), written(max)));
        }
        return bytes;
    }

    static String written(long bytes) {
        if (bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes % KIB == 0 ? bytes / KIB + "KiB" : Long.toString(bytes);
    }

    /** A text within a line, that can be seen. */
    static String line(String text, int maxChars) {
        if (text.codePointCount(0, text.length()) > maxChars) {
            throw new IllegalArgumentException(
                    "a text of at most %d characters is expected".formatted(maxChars));
        }
        if (Texts.isInvisible(text)) {
            throw new IllegalArgumentException("nothing of the text can be seen");
        }
        return Texts.oneLine(text.strip());
    }

    static String identity(String text) {
        String name = line(text, MAX_IDENTITY_CHARS);
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("discord") || lower.contains("clyde")) {
            throw new IllegalArgumentException(
                    "Discord allows no name with \"discord\" or \"clyde\" in it");
        }
        return name;
    }

    static String address(String text) {
        if (text.length() > MAX_ADDRESS_CHARS || !ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s is no address of a picture, https://…".formatted(Place.shown(text)));
        }
        return text;
    }

    /** A folder beside the file or below. */
    static String home(String text) {
        boolean isBelow = Arrays.stream(text.split("/", -1)).noneMatch(".."::equals);
        if (text.length() > MAX_HOME_CHARS || !HOME.matcher(text).matches() || !isBelow) {
            throw new IllegalArgumentException(
                    "%s is no folder below that of the fleet file; write agents/manager"
                            .formatted(Place.shown(text)));
        }
        return text;
    }
}
