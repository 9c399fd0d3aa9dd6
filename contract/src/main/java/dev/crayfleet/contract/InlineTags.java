package dev.crayfleet.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tags by which people say in a text how a task is to be run: {@code [model:cheap]
 * [thinking:high] [agent:auditor] [timeout:10m] [retries:0] [priority:high]}, anywhere, in any
 * order, keys in any case. {@code [needs:review]} stands for any agent with that capability. {@code
 * [worker:x]} is an old spelling of {@code [agent:x]}. A leading {@code **[Task: id]**}, which an
 * old script wrote, is dropped. Known tags are cut out of the prompt. Brackets with an unknown key
 * stay, and so do tags in code and tags behind a backslash; see {@link TagScanner}.
 */
public final class InlineTags {
    private static final String LEGACY_PREFIX = "**[Task:";
    private static final String LEGACY_PREFIX_END = "]**";
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}+)\\s*+(ms|s|m|h)?");

    private InlineTags() {}

    /** The result of parsing a text. */
    public sealed interface Parsed {
        /**
         * @param prompt the text without its tags; may be blank
         * @param needs the capability that the agent is to have, in lower case; absent where the
         *     pool says which agent
         */
        record Text(String prompt, Pool pool, TaskOptions options, @Nullable String needs)
                implements Parsed {
            /** One that says which agent. */
            public Text(String prompt, Pool pool, TaskOptions options) {
                this(prompt, pool, options, null);
            }
        }

        /**
         * @param reason a sentence for people: which tag is wrong, and what is allowed
         */
        record Refused(String reason) implements Parsed {}
    }

    /** Parses a text; never throws, and takes time in proportion to its length. */
    public static Parsed parse(String text) {
        return parse((CharSequence) text);
    }

    /** The same; takes a CharSequence so that a test can count accesses. */
    static Parsed parse(CharSequence text) {
        TagScanner scanner = TagScanner.of(text, legacyPrefixEnd(text));
        Map<String, String> tags = new HashMap<>();
        for (TagScanner.Tag tag : scanner.tags()) {
            String key = tag.key().equals("worker") ? "agent" : tag.key();
            String previous = tags.putIfAbsent(key, tag.value());
            if (previous != null && !previous.equalsIgnoreCase(tag.value())) {
                return new Parsed.Refused(
                        "[%s:…] is given twice, as \"%s\" and as \"%s\". Keep one of them."
                                .formatted(key, shown(previous), shown(tag.value())));
            }
        }
        TagValues values = new TagValues(tags);
        try {
            return new Parsed.Text(
                    scanner.rest().strip(), values.pool(), values.options(), values.needs());
        } catch (IllegalArgumentException e) {
            return new Parsed.Refused(String.valueOf(e.getMessage()));
        }
    }

    /** Index behind the prefix that an old script wrote; 0 where there is none. */
    private static int legacyPrefixEnd(CharSequence text) {
        int i = 0;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        if (!isAt(text, i, LEGACY_PREFIX)) {
            return 0;
        }
        i += LEGACY_PREFIX.length();
        while (i < text.length() && text.charAt(i) != ']' && text.charAt(i) != '\n') {
            i++;
        }
        return isAt(text, i, LEGACY_PREFIX_END) ? i + LEGACY_PREFIX_END.length() : 0;
    }

    private static boolean isAt(CharSequence text, int at, String word) {
        return at + word.length() <= text.length()
                && CharSequence.compare(text.subSequence(at, at + word.length()), word) == 0;
    }

    /**
     * Parses a duration as people write it: {@code 90s}, {@code 10m}, {@code 2h}, or a number of
     * seconds.
     *
     * @throws IllegalArgumentException if it is none, or outside 1 s to 24 h
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no time; write 90s, 10m or 2h".formatted(shown(text)));
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        Duration duration =
                switch (unit) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofSeconds(amount);
                };
        if (duration.compareTo(Limits.MIN_TIMEOUT) < 0
                || duration.compareTo(Limits.MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "\"%s\" is outside 1s to 24h".formatted(shown(text)));
        }
        return duration;
    }

    /**
     * A capability as people write it.
     *
     * @return in lower case
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    public static String needs(String text) {
        return Names.require("capability", text.strip(), Pool.MAX_CHARS).toLowerCase(Locale.ROOT);
    }

    static boolean isModel(String value) {
        return MODEL.matcher(value).matches();
    }

    static String shown(String value) {
        return Limits.cut(Texts.oneLine(Limits.cut(value, 60)).replace("`", "'"), 60);
    }
}
