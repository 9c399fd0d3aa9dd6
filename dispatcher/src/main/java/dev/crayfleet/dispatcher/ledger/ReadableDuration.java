package dev.crayfleet.dispatcher.ledger;

import java.time.Duration;

/** Writes durations for people: {@code 45 s}, {@code 10 min}, {@code 24 h}, {@code 6 h 30 min}. */
final class ReadableDuration {
    private ReadableDuration() {}

    /**
     * @param duration not negative; what is less than a minute is left out above a minute
     */
    static String of(Duration duration) {
        if (duration.toMinutes() == 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() + " min";
        }
        String hours = duration.toHours() + " h";
        return duration.toMinutesPart() == 0
                ? hours
                : "%s %d min".formatted(hours, duration.toMinutesPart());
    }
}
