package dev.crayfleet.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings that were written as text. One that is not understood is an error that names it.
 */
final class SettingParser {
    private static final String PREFIX = "crayfleet.runner.";
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)?");

    private final Function<String, Optional<String>> lookup;
    private final Path home;

    /**
     * @param lookup gives the text of a property, if it is set
     * @param home of the user, for {@code ~/}
     */
    SettingParser(Function<String, Optional<String>> lookup, Path home) {
        this.lookup = lookup;
        this.home = home;
    }

    Optional<String> text(String name) {
        return raw(PREFIX + name);
    }

    /**
     * @param old another name of it, which loses
     */
    Optional<String> text(String name, String old) {
        return text(name).or(() -> raw(old));
    }

    private Optional<String> raw(String name) {
        return lookup.apply(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    @Nullable Path path(Optional<String> text) {
        return text.map(this::path).orElse(null);
    }

    Path path(String text) {
        return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    }

    long number(String name, long otherwise) {
        return number(name, text(name), otherwise);
    }

    long number(String name, String old, long otherwise) {
        return number(name, text(name, old), otherwise);
    }

    private static long number(String name, Optional<String> text, long otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("\\d{1,15}")) {
            throw bad(name, text.get(), "write a whole number");
        }
        return Long.parseLong(text.get());
    }

    Duration time(String name, String otherwise) {
        return duration(name, text(name).orElse(otherwise));
    }

    static Duration duration(String name, String text) {
        Matcher matcher = TIME.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (String.valueOf(matcher.group(2))) {
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> Duration.ofSeconds(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw bad(name, text, "write 500ms, 30s, 5m or 24h");
        }
    }

    <E extends Enum<E>> E choice(Class<E> type, String name, String otherwise) {
        return choiceOf(type, name, text(name).orElse(otherwise));
    }

    private static <E extends Enum<E>> E choiceOf(Class<E> type, String name, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> word(each).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        bad(
                                name,
                                word,
                                "there are: "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(type.getEnumConstants())
                                                        .map(SettingParser::word)
                                                        .toList())));
    }

    /** {@code a=x,b=y}, with one of the words of an enum on the right. */
    <E extends Enum<E>> Map<String, E> choices(Class<E> type, String name, Optional<String> text) {
        Map<String, E> found = new TreeMap<>();
        pairs(name, text.orElse(""))
                .forEach((key, word) -> found.put(key, choiceOf(type, name, word)));
        return found;
    }

    /** {@code a=1,b=2}; what has no value has an empty one. */
    static Map<String, String> pairs(String name, String text) {
        Map<String, String> pairs = new TreeMap<>();
        for (String part : list(text)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (pairs.put(key, value) != null) {
                throw bad(name, text, "a pool is named twice");
            }
        }
        return pairs;
    }

    private static String word(Enum<?> each) {
        return each.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    static IllegalArgumentException bad(String name, String value, String hint) {
        return new IllegalArgumentException(
                "%s%s \"%s\" is not understood: %s".formatted(PREFIX, name, value, hint));
    }
}
