package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a message is posted.
 *
 * @param name one that Discord takes, 1 to {@link #MAX_CHARS} characters
 * @param avatar an https address of a picture; absent where there is none
 */
public record Face(String name, @Nullable String avatar) {
    /** As Discord allows; UTF-16 units. */
    public static final int MAX_CHARS = 80;

    /** What {@link #asText} adds at most; room for it is left in each message. */
    public static final int TEXT_CHARS = MAX_CHARS + "****\n".length();

    private static final String NOBODY = "agent";

    /** Discord refuses names with these words in them, for they are its own. */
    private static final Pattern RESERVED = Pattern.compile("(?i)(disc)(ord)|(cly)(de)");

    /** Nor may a name be one of these. */
    private static final List<String> TAKEN = List.of("everyone", "here", "system message");

    /** Parts of mentions and of code. */
    private static final Pattern MARKUP = Pattern.compile("[@#:`*_~|\\\\<>]");

    public Face {
        name = clean(name);
    }

    /** The name and the text, where the name cannot stand above it. */
    public String asText(String content) {
        return "**" + name + "**\n" + content;
    }

    private static String clean(String raw) {
        String line =
                VisibleText.singleLine(
                                MARKUP.matcher(Limits.cut(raw, 4 * MAX_CHARS)).replaceAll(" "))
                        .strip();
        Matcher reserved = RESERVED.matcher(line);
        String allowed =
                reserved.replaceAll(found ->
                        found.group(1) == null
                                ? found.group(3) + "-" + found.group(4)
                                : found.group(1) + "-" + found.group(2));
        String name = Limits.cut(allowed, MAX_CHARS).strip();
        if (name.isEmpty()) {
            return NOBODY;
        }
        return TAKEN.contains(name.toLowerCase(Locale.ROOT)) ? NOBODY + " " + name : name;
    }
}
