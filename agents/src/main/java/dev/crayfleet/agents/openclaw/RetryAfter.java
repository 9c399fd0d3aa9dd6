package dev.crayfleet.agents.openclaw;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a message when it is worth trying again: {@code Retry after about 1 minute}, {@code try
 * again in 1h12m3.5s}, {@code Retry-After: 45}, {@code resets at 2026-11-21T15:00:00Z}, {@code
 * limit reached|1795273200} (seconds since 1970).
 */
final class RetryAfter {
    private static final Pattern DELAY =
            Pattern.compile("(?:retry|try again|resets?)[- ](?:after|in)[: ]+(?:about )?(?=\\d)");

    private static final Pattern MOMENT =
            Pattern.compile(
                    "(?:retry|again|resets?|until|reached)[^0-9]{1,16}(\\d{4}-\\d\\d-\\d\\dt\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:z|[+-]\\d\\d:\\d\\d)|\\d{10}(?!\\d))");

    /** One of {@code 1h12m3.5s}; what has no unit is seconds. */
    private static final Pattern PART =
            Pattern.compile("\\G(\\d{1,6}(?:\\.\\d{1,6})?) ?(ms|[smhd])?[a-z]* ?");

    private static final Duration MAX = Duration.ofHours(24);

    private RetryAfter() {}

    /**
     * @param now for messages that name a moment
     * @return at most a day; empty where nothing is said, or a moment that is over
     */
    static Optional<Duration> in(String message, Instant now) {
        String lower = message.toLowerCase(Locale.ROOT);
        Matcher moment = MOMENT.matcher(lower);
        if (moment.find()) {
            return moment(moment.group(1))
                    .map(then -> Duration.between(now, then))
                    .filter(Duration::isPositive)
                    .map(RetryAfter::atMostADay);
        }
        Matcher delay = DELAY.matcher(lower);
        if (!delay.find()) {
            return Optional.empty();
        }
        double seconds = 0;
        Matcher part = PART.matcher(lower).region(delay.end(), lower.length());
        while (part.find()) {
            seconds += Double.parseDouble(part.group(1)) * unit(String.valueOf(part.group(2)));
        }
        return Optional.of(atMostADay(Duration.ofMillis(Math.round(seconds * 1_000))));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(
                    text.contains("-")
                            ? OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant()
                            : Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static Duration atMostADay(Duration delay) {
        return delay.compareTo(MAX) > 0 ? MAX : delay;
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
