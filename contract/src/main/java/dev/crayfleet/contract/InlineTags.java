package dev.crayfleet.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar by which people say in a text how a task is to be run: {@code [model:cheap]
 * [thinking:high] [agent:auditor] [timeout:10m] [retries:0] [priority:high]}, anywhere, in any
 * order, keys in any case. {@code [worker:x]} is an old spelling of {@code [agent:x]}, and a
 * leading {@code **[Task: id]**} is what an old script wrote in front; it is dropped. Known tags
 * are cut out of the prompt; brackets with an unknown key stay, because people write brackets, and
 * so do tags in code and tags behind a backslash: {@link TagScanner}.
 */
public final class InlineTags {
    private static final String OLD_HEAD = "**[Task:";
    private static final String OLD_HEAD_END = "]**";
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}");
    private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,9}+)\\s*+(ms|s|m|h)?");

    private InlineTags() {}

    /** What a text says. */
    public sealed interface Parsed {
        /**
         * @param prompt what is left when the tags are gone; may be blank
         */
        record Text(String prompt, Pool pool, TaskOptions options) implements Parsed {}

        /**
         * @param reason a sentence for people: which tag is wrong, and what is allowed
         */
        record Refused(String reason) implements Parsed {}
    }

    /** Reads a text; never throws, and takes time in proportion to its length. */
    public static Parsed parse(String text) {
        return parse((CharSequence) text);
    }

    /** The same, so that a test can count how often it looks. */
    static Parsed parse(CharSequence text) {
        TagScanner scanner = TagScanner.of(text, oldHead(text));
        Map<String, String> tags = new HashMap<>();
        for (TagScanner.Tag tag : scanner.tags()) {
            String key = tag.key().equals("worker") ? "agent" : tag.key();
            String before = tags.putIfAbsent(key, tag.value());
            if (before != null && !before.equalsIgnoreCase(tag.value())) {
                return new Parsed.Refused(
                        "[%s:…] is given twice, as \"%s\" and as \"%s\". Keep one of them."
                                .formatted(key, shown(before), shown(tag.value())));
            }
        }
        try {
            return new Parsed.Text(scanner.rest().strip(), pool(tags), options(tags));
        } catch (IllegalArgumentException refused) {
            return new Parsed.Refused(String.valueOf(refused.getMessage()));
        }
    }

    /** Where the text goes on behind what an old script wrote in front; 0 where there is none. */
    private static int oldHead(CharSequence text) {
        int i = 0;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        if (!isAt(text, i, OLD_HEAD)) {
            return 0;
        }
        i += OLD_HEAD.length();
        while (i < text.length() && text.charAt(i) != ']' && text.charAt(i) != '\n') {
            i++;
        }
        return isAt(text, i, OLD_HEAD_END) ? i + OLD_HEAD_END.length() : 0;
    }

    private static boolean isAt(CharSequence text, int at, String word) {
        return at + word.length() <= text.length()
                && CharSequence.compare(text.subSequence(at, at + word.length()), word) == 0;
    }

    private static Pool pool(Map<String, String> tags) {
        String agent = tags.get("agent");
        if (agent == null) {
            return Pool.DEFAULT;
        }
        try {
            return new Pool(agent);
        } catch (IllegalArgumentException bad) {
            throw refuse("agent", agent, "a name of at most 64 letters, digits, '.', '_' and '-'");
        }
    }

    private static TaskOptions options(Map<String, String> tags) {
        String model = tags.get("model");
        if (model != null && !isModel(model)) {
            throw refuse("model", model, "an alias such as cheap, or provider/model");
        }
        String timeout = tags.get("timeout");
        return new TaskOptions(
                model,
                thinking(tags.get("thinking")),
                timeout == null ? null : timeout(timeout),
                retries(tags.get("retries")),
                priority(tags.get("priority")));
    }

    private static @Nullable Thinking thinking(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Thinking.of(value);
        } catch (IllegalArgumentException bad) {
            throw refuse("thinking", value, Thinking.words());
        }
    }

    private static @Nullable Integer retries(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("\\d{1,2}") || Integer.parseInt(value) > Limits.MAX_RETRIES) {
            throw refuse("retries", value, "0 to " + Limits.MAX_RETRIES);
        }
        return Integer.valueOf(value);
    }

    private static @Nullable Priority priority(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Priority.of(value);
        } catch (IllegalArgumentException bad) {
            throw refuse("priority", value, "high, normal, low");
        }
    }

    private static Duration timeout(String value) {
        try {
            return duration(value);
        } catch (IllegalArgumentException bad) {
            throw refuse("timeout", value, "1s to 24h, written 90s, 10m, 2h, or as seconds");
        }
    }

    /**
     * A time as people write it: {@code 90s}, {@code 10m}, {@code 2h}, or a number of seconds.
     *
     * @throws IllegalArgumentException if it is none, or outside 1 s to 24 h
     */
    public static Duration duration(String text) {
        Matcher matcher = TIMEOUT.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no time; write 90s, 10m or 2h".formatted(shown(text)));
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        Duration time =
                switch (unit) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofSeconds(amount);
                };
        if (time.compareTo(Limits.MIN_TIMEOUT) < 0 || time.compareTo(Limits.MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "\"%s\" is outside 1s to 24h".formatted(shown(text)));
        }
        return time;
    }

    static boolean isModel(String value) {
        return MODEL.matcher(value).matches();
    }

    private static IllegalArgumentException refuse(String key, String value, String allowed) {
        return new IllegalArgumentException(
                value.isEmpty()
                        ? "[%s:] says nothing. Allowed: %s.".formatted(key, allowed)
                        : "[%s:%s] is not understood. Allowed: %s."
                                .formatted(key, shown(value), allowed));
    }

    private static String shown(String value) {
        return Limits.cut(Texts.oneLine(Limits.cut(value, 60)).replace("`", "'"), 60);
    }
}
