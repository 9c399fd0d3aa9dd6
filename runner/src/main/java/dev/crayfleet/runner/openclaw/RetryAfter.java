package dev.crayfleet.runner.openclaw;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a message when it is worth trying again: {@code Retry after about 1 minute}. */
final class RetryAfter {
    private static final Pattern WORDS =
            Pattern.compile(
                    "(?:retry|try again|resets?)[- ](?:after|in)[: ]+(?:about )?(\\d{1,6})\\s*(ms|s|sec|m|min|h|hour)?");
    private static final Duration LONGEST = Duration.ofHours(24);

    private RetryAfter() {}

    static Optional<Duration> in(String message) {
        Matcher found = WORDS.matcher(message.toLowerCase(Locale.ROOT));
        if (!found.find()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(found.group(1));
        Duration told =
                switch (String.valueOf(found.group(2))) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "m", "min" -> Duration.ofMinutes(amount);
                    case "h", "hour" -> Duration.ofHours(amount);
                    default -> Duration.ofSeconds(amount);
                };
        return Optional.of(told.compareTo(LONGEST) > 0 ? LONGEST : told);
    }
}
