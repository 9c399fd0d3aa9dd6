package dev.crayfleet.runner.openclaw;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a message when it is worth trying again: {@code Retry after about 1 minute}, {@code try
 * again in 1h12m3.5s}, {@code Retry-After: 45}.
 */
final class RetryAfter {
    private static final Pattern ANNOUNCED =
            Pattern.compile("(?:retry|try again|resets?)[- ](?:after|in)[: ]+(?:about )?(?=\\d)");

    /** One of {@code 1h12m3.5s}; what has no unit is seconds. */
    private static final Pattern PART =
            Pattern.compile("\\G(\\d{1,6}(?:\\.\\d{1,6})?) ?(ms|[smhd])?[a-z]* ?");

    private static final Duration LONGEST = Duration.ofHours(24);

    private RetryAfter() {}

    static Optional<Duration> in(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        Matcher announced = ANNOUNCED.matcher(lower);
        if (!announced.find()) {
            return Optional.empty();
        }
        double seconds = 0;
        Matcher part = PART.matcher(lower).region(announced.end(), lower.length());
        while (part.find()) {
            seconds += Double.parseDouble(part.group(1)) * unit(String.valueOf(part.group(2)));
        }
        Duration told = Duration.ofMillis(Math.round(seconds * 1_000));
        return Optional.of(told.compareTo(LONGEST) > 0 ? LONGEST : told);
    }

    private static double unit(String name) {
        return switch (name) {
            case "ms" -> 0.001;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 1;
        };
    }
}
