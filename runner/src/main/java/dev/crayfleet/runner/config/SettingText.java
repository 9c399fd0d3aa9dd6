package dev.crayfleet.runner.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings that are bound as text. Micronaut would take the default where it cannot convert a
 * value; here that is an {@link IllegalArgumentException} with a sentence for people, which names
 * the setting, its value and what to write.
 */
final class SettingText {
    static final String PREFIX = "crayfleet.runner";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)?");
    private static final Pattern WEB_SOCKET = Pattern.compile("wss?://[A-Za-z0-9.\\[\\]:-]+/?");

    /** Of the settings that are read here. */
    private static final Map<String, String> OLDER_NAMES =
            Map.of(
                    "timeout", "TIMEOUT",
                    "idle-exit", "MAX_IDLE_TIME",
                    "worker-retention-hours", "WORKER_RETENTION_HOURS",
                    "summary-max-length", "SUMMARY_MAX_LENGTH");

    private SettingText() {}

    /** {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}, or plain seconds. */
    static Duration duration(String name, String text) {
        Matcher matcher = DURATION.matcher(text.strip());
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
            return Duration.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw notUnderstood(name, text, "write 500ms, 30s, 5m or 24h");
        }
    }

    static long number(String name, String text) {
        return Long.parseLong(digits(name, text, 15));
    }

    static int smallNumber(String name, String text) {
        return Integer.parseInt(digits(name, text, 9));
    }

    private static String digits(String name, String text, int max) {
        String digits = text.strip();
        if (!digits.matches("\\d{1,%d}".formatted(max))) {
            throw notUnderstood(
                    name, text, "write a whole number of at most %d digits".formatted(max));
        }
        return digits;
    }

    /** One of the constants, written in lower case and with hyphens. */
    static <E extends Enum<E>> E choice(Class<E> type, String name, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        notUnderstood(
                                name,
                                text,
                                Arrays.stream(type.getEnumConstants())
                                        .map(SettingText::word)
                                        .collect(Collectors.joining(", ", "there are: ", ""))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@code default=3,auditor=1}, by pool.
     *
     * @param parse reads what stands behind the sign; an empty text where there is no sign
     */
    static <V> Map<String, V> byPool(String name, String text, Function<String, V> parse) {
        Map<String, V> values = new TreeMap<>();
        for (String part : list(text)) {
            int equals = part.indexOf('=');
            String pool = equals < 0 ? part : part.substring(0, equals).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            if (values.put(pool, parse.apply(value)) != null) {
                throw notUnderstood(name, text, "a pool is named twice");
            }
        }
        return values;
    }

    /** What stands between commas. */
    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    static @Nullable URI webSocket(String name, String text) {
        if (text.isBlank()) {
            return null;
        }
        if (!WEB_SOCKET.matcher(text.strip()).matches()) {
            throw notUnderstood(name, text, "write ws://127.0.0.1:18789");
        }
        return URI.create(text.strip());
    }

    /** Null if it is not set. */
    static @Nullable String optional(String text) {
        return text.isBlank() ? null : text.strip();
    }

    /** Null if it is not set. */
    static @Nullable Path optionalPath(String text, Path home) {
        return text.isBlank() ? null : path(text, home);
    }

    /**
     * @param home what {@code ~/} at its beginning stands for
     */
    static Path path(String text, Path home) {
        String plain = text.strip();
        return plain.startsWith("~/") ? home.resolve(plain.substring(2)) : Path.of(plain);
    }

    static IllegalArgumentException notUnderstood(String name, String value, String hint) {
        String older = OLDER_NAMES.get(name);
        return new IllegalArgumentException(
                "%s.%s%s \"%s\" is not understood: %s"
                        .formatted(
                                PREFIX,
                                name,
                                older == null
                                        ? ""
                                        : " (CRAYFLEET_RUNNER_%s or %s)"
                                                .formatted(
                                                        name.replace('-', '_')
                                                                .toUpperCase(Locale.ROOT),
                                                        older),
                                value.strip(),
                                hint));
    }
}
