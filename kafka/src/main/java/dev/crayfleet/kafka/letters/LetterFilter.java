package dev.crayfleet.kafka.letters;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant. What is absent does not matter.
 *
 * @param numbers of letters; empty means all
 * @param topic that they were on, {@code crayfleet.tasks} or {@code tasks}
 * @param reason a part of it
 * @param withDone whether those that were replayed or dropped are meant as well
 */
public record LetterFilter(
        Set<Long> numbers,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String topic,
        @Nullable String reason,
        boolean withDone) {
    /** All that wait for somebody. */
    public static final LetterFilter OPEN =
            new LetterFilter(Set.of(), null, null, null, null, false);

    public LetterFilter {
        numbers = Set.copyOf(numbers);
    }

    /** Exactly these, whatever was done with them. */
    public static LetterFilter of(Set<Long> numbers) {
        return new LetterFilter(numbers, null, null, null, null, true);
    }

    boolean matches(LetterSummary letter) {
        return (numbers.isEmpty() || numbers.contains(letter.number()))
                && (since == null || !letter.writtenAt().isBefore(since))
                && (until == null || letter.writtenAt().isBefore(until))
                && (topic == null
                        || letter.place().topic().equals(topic)
                        || letter.place().topic().equals("crayfleet." + topic))
                && (reason == null || lower(letter.reason()).contains(lower(reason)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
