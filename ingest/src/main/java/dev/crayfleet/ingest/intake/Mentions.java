package dev.crayfleet.ingest.intake;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people see where a message's text has {@code <@123>} and the like: names of users, roles and
 * channels, emojis, commands, times. Code is left as it is, and so is what stands behind a
 * backslash.
 */
public final class Mentions {
    private static final int MAX_NAME_CHARS = 100;
    private static final Pattern MARKUP =
            Pattern.compile(
                    "<(?:@!?+(?<user>\\d{1,19}+)|@&(?<role>\\d{1,19}+)|#(?<channel>\\d{1,19}+)"
                            + "|a?+:(?<emoji>\\w{1,32}+):\\d{1,19}+"
                            + "|/(?<command>[^<>:]{1,100}+):\\d{1,19}+"
                            + "|t:(?<time>-?+\\d{1,13}+)(?::[a-zA-Z])?+)>");

    /** Characters that end a line or are invisible. */
    private static final Pattern NOT_IN_NAMES =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Mentions() {}

    /** Names by id; ids are snowflakes. */
    public interface Directory {
        Optional<String> user(String id);

        Optional<String> role(String id);

        Optional<String> channel(String id);

        /** Whether a user, or a role that a bot's joining made, is ourselves. */
        boolean isOurselves(String id);
    }

    /** The text as people see it, without mentions of ourselves. */
    public static String readable(String text, Directory directory) {
        StringBuilder out = new StringBuilder(text.length());
        int[] codeEnds = codeEnds(text);
        Matcher found = MARKUP.matcher(text);
        int at = 0;
        for (int start = text.indexOf('<'); start >= 0; start = text.indexOf('<', start)) {
            boolean isEscaped = start > 0 && text.charAt(start - 1) == '\\';
            if (codeEnds[start] > start) {
                start = codeEnds[start];
            } else if (!isEscaped && found.region(start, text.length()).lookingAt()) {
                out.append(text, at, start);
                append(found, directory, out);
                start = found.end();
                at = start;
            } else {
                start++;
            }
        }
        return out.append(text, at, text.length()).toString();
    }

    private static void append(Matcher found, Directory directory, StringBuilder out) {
        String user = found.group("user");
        String role = found.group("role");
        if ((user != null && directory.isOurselves(user))
                || (role != null && directory.isOurselves(role))) {
            if (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
                out.setLength(out.length() - 1);
            }
        } else if (user != null) {
            out.append('@')
                    .append(directory.user(user).map(Mentions::plain).orElse("unknown-user"));
        } else if (role != null) {
            out.append('@')
                    .append(directory.role(role).map(Mentions::plain).orElse("unknown-role"));
        } else if (found.group("channel") != null) {
            out.append('#')
                    .append(
                            directory
                                    .channel(found.group("channel"))
                                    .map(Mentions::plain)
                                    .orElse("unknown"));
        } else if (found.group("emoji") != null) {
            out.append(':').append(found.group("emoji")).append(':');
        } else if (found.group("command") != null) {
            out.append('/').append(plain(found.group("command")));
        } else {
            out.append(time(found.group("time"), found.group()));
        }
    }

    private static String time(String seconds, String otherwise) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds)).toString();
        } catch (DateTimeException | NumberFormatException e) {
            return otherwise;
        }
    }

    /** A name without anything that could be read as markup or as a tag of the task. */
    public static String plain(String name) {
        String visible = NOT_IN_NAMES.matcher(name).replaceAll("");
        StringBuilder plain = new StringBuilder(visible.length());
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            plain.append(
                    switch (c) {
                        case '[', '\uff3b' -> '(';
                        case ']', '\uff3d' -> ')';
                        case '`' -> '\'';
                        case '\\' -> '/';
                        default -> c;
                    });
        }
        return Texts.isInvisible(visible)
                ? "unknown"
                : Limits.cut(plain.toString(), MAX_NAME_CHARS);
    }

    /**
     * For each place within code the end of the code, elsewhere 0. Code is what stands between two
     * equally long runs of backticks.
     */
    private static int[] codeEnds(String text) {
        int[] ends = new int[text.length()];
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < text.length(); i += Math.max(1, backticks(text, i))) {
            last.merge(backticks(text, i), i, Math::max);
        }
        int i = 0;
        while (i < text.length()) {
            int run = backticks(text, i);
            int end = i + Math.max(1, run);
            // An unclosed run is no code.
            if (run > 0 && last.getOrDefault(run, 0) > i) {
                while (backticks(text, end) != run) {
                    end += Math.max(1, backticks(text, end));
                }
                end += run;
                Arrays.fill(ends, i, end, end);
            }
            i = end;
        }
        return ends;
    }

    private static int backticks(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) == '`') {
            end++;
        }
        return end - from;
    }
}
