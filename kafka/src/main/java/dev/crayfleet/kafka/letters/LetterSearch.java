package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Finds dead letters and what was done with them, record by record. A note about a letter lies
 * behind it on the same topic. Memory for what was found and for nothing else.
 */
final class LetterSearch {
    private static final int TEXT_BYTES = 400;
    private static final int TEXT_CHARS = 100;

    private final LetterFilter filter;
    private final int maxFound;
    private final TreeMap<Long, LetterSummary> found = new TreeMap<>();

    /**
     * @param maxFound how many letters are found at most
     */
    LetterSearch(LetterFilter filter, int maxFound) {
        this.filter = filter;
        this.maxFound = maxFound;
    }

    /**
     * A record of the dead-letters topic.
     *
     * @throws IllegalArgumentException with a sentence for people, if there are too many
     */
    void record(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        Optional<String> done = DeadLetter.header(headers, Topics.HEADER_LETTER_DONE);
        if (done.isPresent()) {
            note(headers, done.get(), Instant.ofEpochMilli(Math.max(0, record.timestamp())));
            return;
        }
        LetterSummary letter =
                new LetterSummary(
                        record.offset(),
                        Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                        DeadLetter.placeOf(headers).orElse(new DeadLetter.Place("unknown", 0, 0)),
                        DeadLetter.reasonOf(headers),
                        text(record.value()),
                        new LetterState.Open());
        if (!filter.matches(letter)) {
            return;
        }
        found.put(letter.number(), letter);
        if (found.size() > maxFound) {
            throw new IllegalArgumentException(
                    "more than %,d dead letters are meant: say less, with --since, --until, --topic or --reason"
                            .formatted(maxFound));
        }
    }

    private void note(Headers headers, String done, Instant at) {
        long number =
                DeadLetter.header(headers, Topics.HEADER_LETTER)
                        .map(LetterSearch::number)
                        .orElse(-1L);
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

    private static String text(byte @Nullable [] value) {
        if (value == null) {
            return "";
        }
        String beginning =
                new String(value, 0, Math.min(value.length, TEXT_BYTES), StandardCharsets.UTF_8);
        return Limits.cut(Texts.oneLine(beginning), TEXT_CHARS);
    }
}
