package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.Texts;
import java.util.Arrays;
import java.util.Locale;
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

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}");
    private static final Pattern DISCORD_ID = Pattern.compile("[0-9]{1,20}");
    private static final Pattern ADDRESS = Pattern.compile("https://[^\\s\"<>\\\\]+");
    private static final Pattern HOME = Pattern.compile("[^/~\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*");

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
                            .formatted(Wording.shown(text), MAX_NAME_CHARS));
        }
        return text;
    }

    static String model(String text) {
        if (!MODEL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s is no model; write an alias such as cheap, or provider/model"
                            .formatted(Wording.shown(text)));
        }
        return text;
    }

    static String discordId(String text) {
        if (!isDiscordId(text)) {
            throw new IllegalArgumentException(
                    "%s is no id of Discord, which has digits only; names change, ids do not"
                            .formatted(Wording.shown(text)));
        }
        return text;
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
                    "%s is no address of a picture, https://…".formatted(Wording.shown(text)));
        }
        return text;
    }

    /** A folder beside the file or below. */
    static String home(String text) {
        boolean isBelow = Arrays.stream(text.split("/", -1)).noneMatch(".."::equals);
        if (text.length() > MAX_HOME_CHARS || !HOME.matcher(text).matches() || !isBelow) {
            throw new IllegalArgumentException(
                    "%s is no folder below that of the fleet file; write agents/manager"
                            .formatted(Wording.shown(text)));
        }
        return text;
    }
}
