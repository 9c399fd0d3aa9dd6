package dev.crayfleet.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times as people read them: {@code 1.2 s}, {@code 3 min 5 s}, {@code 2 h ago}. What programs read
 * is ISO 8601 and not made here.
 */
public final class ReadableTimes {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter ANY_DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private ReadableTimes() {}

    /**
     * Its two largest units: {@code 250 ms}, {@code 1.2 s}, {@code 15 s}, {@code 3 min 5 s}, {@code
     * 24 h}, {@code 7 days}. One that is negative is {@code 0 s}.
     */
    public static String duration(Duration time) {
        if (time.isNegative() || time.isZero()) {
            return "0 s";
        }
        // In milliseconds a time that an agent names may be too long.
        if (time.compareTo(MINUTE) < 0) {
            return belowAMinute(time.toMillis());
        }
        if (time.compareTo(HOUR) < 0) {
            return units(time.toMinutes(), "min", time.toSecondsPart(), "s");
        }
        return time.compareTo(DAY.multipliedBy(2)) < 0
                ? units(time.toHours(), "h", time.toMinutesPart(), "min")
                : units(time.toDays(), "days", time.toHoursPart(), "h");
    }

    private static String belowAMinute(long millis) {
        if (millis < 100) {
            return Math.max(1, millis) + " ms";
        }
        long tenths = Math.min(599, (millis + 50) / 100);
        return tenths % 10 == 0
                ? tenths / 10 + " s"
                : String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
    }

    /** How long ago, or in how long: {@code just now}, {@code 3 min ago}, {@code in 2 h}. */
    public static String ago(Instant then, Instant now) {
        Duration past = Duration.between(then, now);
        if (past.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "just now";
        }
        return past.isNegative() ? "in " + roughly(past.negated()) : roughly(past) + " ago";
    }

    /** The time of day; with its date, unless that is today's. */
    public static String clock(Instant at, Instant now, ZoneId zone) {
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        boolean isToday =
                local.toLocalDate().equals(LocalDateTime.ofInstant(now, zone).toLocalDate());
        return local.format(isToday ? TODAY : ANY_DAY);
    }

    /** Its largest unit. */
    private static String roughly(Duration time) {
        if (time.compareTo(MINUTE) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(HOUR) < 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(DAY.multipliedBy(2)) < 0
                ? time.toHours() + " h"
                : time.toDays() + " days";
    }

    private static String units(long large, String largeUnit, int small, String smallUnit) {
        String text = large + " " + largeUnit;
        return small == 0 ? text : text + " " + small + " " + smallUnit;
    }
}
