package dev.crayfleet.stage;

import java.time.Duration;

/** Refuses values of settings that are outside what makes sense. */
public final class SettingRange {
    private SettingRange() {}

    /**
     * @param setting its whole name
     * @throws IllegalArgumentException with a sentence, if it is below {@code min} or above {@code
     *     max}
     */
    public static void check(String setting, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    max == Integer.MAX_VALUE
                            ? "%s is %d, below %d".formatted(setting, value, min)
                            : "%s is %d, outside %d to %d".formatted(setting, value, min, max));
        }
    }

    /**
     * @param setting its whole name
     * @param other the whole name of the one that it must not be shorter than
     * @throws IllegalArgumentException with a sentence, if it is
     */
    public static void checkNotShorter(
            String setting, Duration duration, String other, Duration least) {
        if (duration.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "%s must not be shorter than %s".formatted(setting, other));
        }
    }

    /**
     * @param setting its whole name
     * @throws IllegalArgumentException with a sentence, if it is zero or less
     */
    public static void checkPositive(String setting, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(setting + " must be longer than 0s");
        }
    }
}
