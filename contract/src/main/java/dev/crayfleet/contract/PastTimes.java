package dev.crayfleet.contract;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in the past as people write them: {@code 2h}, {@code 3d}, {@code 2026-01-02 15:00}. */
public final class PastTimes {
    private static final int MAX_CHARS = 40;
    private static final Pattern AGO = Pattern.compile("(\\d{1,6}+)\\s*+([smhd])");
    private static final DateTimeFormatter WRITTEN =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .optionalStart()
                    .appendLiteral('T')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .optionalStart()
                    .appendOffsetId()
                    .toFormatter(Locale.ROOT);

    private PastTimes() {}

    /**
     * @param text how long ago, as {@code 90s}, {@code 10m}, {@code 2h} or {@code 3d}; or a day,
     *     with a time and an offset or not
     * @param zone of times without an offset
     * @throws IllegalArgumentException with a sentence for people, if it is none
     */
    public static Instant parse(String text, Instant now, ZoneId zone) {
        String stripped = text.strip();
        Matcher ago = AGO.matcher(Limits.cut(stripped, MAX_CHARS));
        if (ago.matches()) {
            return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2).charAt(0)));
        }
        try {
            if (stripped.length() <= MAX_CHARS) {
                return point(stripped.replaceFirst("(?<=\\d) ++(?=\\d)", "T"), zone);
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "\"%s\" is no time; write 90s, 10m, 2h or 3d for so long ago, or 2026-01-02, 2026-01-02T15:00 or 2026-01-02T15:00:00Z"
                        .formatted(InlineTags.shown(stripped)));
    }

    private static Duration duration(long amount, char unit) {
        return switch (unit) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Instant point(String text, ZoneId zone) {
        TemporalAccessor read =
                WRITTEN.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
        return switch (read) {
            case OffsetDateTime withOffset -> withOffset.toInstant();
            case LocalDateTime local -> local.atZone(zone).toInstant();
            default -> LocalDate.from(read).atStartOfDay(zone).toInstant();
        };
    }
}
