package dev.crayfleet.cli;

import org.jspecify.annotations.Nullable;

/** What an option of a command picks by. */
final class FilterValue {
    private FilterValue() {}

    /**
     * Sees to it that the value picks: a blank one, of a variable that is not set, would mean all.
     *
     * @param option its name
     * @param value null where the option is not there
     * @throws IllegalArgumentException with a sentence for people, if it is blank
     */
    static void check(String option, @Nullable String value) {
        if (value != null && value.isBlank()) {
            throw new IllegalArgumentException(
                    "%s is there without a value, which would mean all: give it one, or leave it out"
                            .formatted(option));
        }
    }
}
