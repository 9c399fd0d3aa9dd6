package dev.crayfleet.kafka.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LetterSearchTest {
    private static final LetterFilter WITH_DONE = LetterFilter.of(Set.of());

    private final List<ConsumerRecord<byte[], byte[]>> topic = new ArrayList<>();

    @Test
    void lettersThatAreDoneDoNotCount() {
        LongStream.range(0, 50).forEach(each -> letter());
        LongStream.range(0, 47).forEach(each -> note("" + each));
        assertThat(found(LetterFilter.OPEN, 3)).containsExactly(47L, 48L, 49L);
        assertThatThrownBy(() -> found(LetterFilter.OPEN, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 2 dead letters are meant");
        assertThatThrownBy(() -> found(WITH_DONE, 49)).hasMessageContaining("more than 49");
        assertThat(found(WITH_DONE, 50)).hasSize(50);
    }

    @Test
    void whatIsReadOnceMoreIsInItsOrderAndWhole() {
        LongStream.range(0, 6).forEach(each -> letter());
        // When the first is dropped there is room for one more, and not for the next.
        note("0");
        letter();
        letter();
        note("1");
        note("7");
        LetterSearch search = search(LetterFilter.OPEN, 6);
        assertThat(search.found())
                .extracting(LetterSummary::number)
                .containsExactly(2L, 3L, 4L, 5L, 8L);
        assertThat(search.found().getLast().text()).isEqualTo("letter 8");
        assertThat(search.found().getLast().state()).isInstanceOf(LetterState.Open.class);
    }

    @Test
    void aNoteMayBeAboutAnything() {
        letter();
        letter();
        for (String number :
                List.of("-1", "7", "x", "", "9223372036854775807", "-9223372036854775808")) {
            note(number);
        }
        letter();
        note("1");
        letter();
        assertThat(found(LetterFilter.OPEN, 3)).containsExactly(0L, 8L, 10L);
    }

    /** Numbers that lie far apart would need memory for all that lies between them. */
    @Test
    void lettersThatLieTooFarApartAreTooMany() {
        LetterSearch search = new LetterSearch(LetterFilter.OPEN, 1);
        search.record(record(5));
        search.record(record(6));
        assertThatThrownBy(() -> search.record(record(6 + 64L * 1024 * 1024)))
                .hasMessageContaining("more than 1 dead letters are meant");
    }

    private void letter() {
        topic.add(record(topic.size()));
    }

    private void note(String number) {
        ConsumerRecord<byte[], byte[]> note = record(topic.size());
        note.headers()
                .add(Topics.HEADER_LETTER, number.getBytes(StandardCharsets.UTF_8))
                .add(Topics.HEADER_LETTER_DONE, "dropped".getBytes(StandardCharsets.UTF_8));
        topic.add(note);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(
                "letters",
                0,
                offset,
                new byte[0],
                ("letter " + offset).getBytes(StandardCharsets.UTF_8));
    }

    private List<Long> found(LetterFilter filter, int maxFound) {
        return search(filter, maxFound).found().stream().map(LetterSummary::number).toList();
    }

    private LetterSearch search(LetterFilter filter, int maxFound) {
        LetterSearch search = new LetterSearch(filter, maxFound);
        topic.forEach(search::record);
        if (!search.postponed().isEmpty()) {
            topic.forEach(search::postponed);
        }
        return search;
    }
}
