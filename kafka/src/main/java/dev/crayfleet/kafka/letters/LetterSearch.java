package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Finds dead letters and what was done with them, record by record. A note about a letter lies
 * behind it on the same topic, so many letters may come that will turn out to be done: of those
 * that are one too many only the numbers are kept, a bit each. What is left of them at the end is
 * read once more.
 */
final class LetterSearch {
    /** Between the numbers of such letters, for at most 8 MiB. */
    private static final long MAX_SPAN = 64L * 1024 * 1024;

    private final LetterFilter filter;
    private final int maxFound;
    private final TreeMap<Long, LetterSummary> found = new TreeMap<>();

    /** Letters that are meant and for which there was no room, by their distance from the first. */
    private final BitSet later = new BitSet();

    private long firstLater;

    /**
     * @param maxFound how many letters are found at most; those that are done and not meant do not
     *     count
     */
    LetterSearch(LetterFilter filter, int maxFound) {
        this.filter = filter;
        this.maxFound = maxFound;
    }

    /**
     * A record of the dead-letters topic.
     *
     * @throws IllegalArgumentException with a sentence for people, if there are too many for sure
     */
    void record(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        Optional<String> done = DeadLetter.header(headers, Topics.HEADER_LETTER_DONE);
        if (done.isPresent()) {
            note(headers, done.get(), Instant.ofEpochMilli(Math.max(0, record.timestamp())));
            return;
        }
        LetterSummary letter = LetterSummary.of(record);
        if (!filter.matches(letter)) {
            return;
        }
        if (found.size() < maxFound) {
            found.put(letter.number(), letter);
        } else if (filter.withDone()) {
            throw tooMany();
        } else {
            postpone(letter.number());
        }
    }

    private void postpone(long number) {
        if (later.isEmpty()) {
            firstLater = number;
        }
        if (number - firstLater >= MAX_SPAN) {
            throw tooMany();
        }
        later.set((int) (number - firstLater));
    }

    private boolean isPostponed(long number) {
        return number >= firstLater
                && number - firstLater < MAX_SPAN
                && later.get((int) (number - firstLater));
    }

    private IllegalArgumentException tooMany() {
        return new IllegalArgumentException(
                "more than %,d dead letters are meant: say less, with --since, --until, --topic or --reason"
                        .formatted(maxFound));
    }

    /**
     * After the last record: the numbers of letters that are meant, and that have to be read once
     * more, in their order.
     *
     * @throws IllegalArgumentException with a sentence for people, if too many are meant
     */
    List<Long> postponed() {
        if (found.size() + later.cardinality() > maxFound) {
            throw tooMany();
        }
        return later.stream().mapToObj(distance -> firstLater + distance).toList();
    }

    /** A record near those that were postponed; it may be any. */
    void postponed(ConsumerRecord<byte[], byte[]> record) {
        if (isPostponed(record.offset())) {
            found.put(record.offset(), LetterSummary.of(record));
        }
    }

    private void note(Headers headers, String done, Instant at) {
        long number =
                DeadLetter.header(headers, Topics.HEADER_LETTER)
                        .map(LetterSearch::number)
                        .orElse(-1L);
        if (isPostponed(number)) {
            // Kept only where letters that are done are not meant.
            later.clear((int) (number - firstLater));
            return;
        }
        LetterSummary letter = found.get(number);
        if (letter == null) {
            return;
        }
        String by = DeadLetter.header(headers, Topics.HEADER_LETTER_BY).orElse("unknown");
        LetterState state =
                done.equals("dropped")
                        ? new LetterState.Dropped(by, at)
                        : new LetterState.Replayed(
                                DeadLetter.header(headers, Topics.HEADER_LETTER_NOW).orElse(""),
                                by,
                                at);
        if (filter.withDone()) {
            found.put(number, letter.with(state));
        } else {
            found.remove(number);
        }
    }

    /** In the order in which they were written. */
    List<LetterSummary> found() {
        return List.copyOf(found.values());
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
