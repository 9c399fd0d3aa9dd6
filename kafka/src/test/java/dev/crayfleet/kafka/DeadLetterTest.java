package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final DeadLetter.Place PLACE = new DeadLetter.Place("crayfleet.tasks", 3, 42);
    private static final int MIB = 1024 * 1024;

    @Test
    void theReasonIsOneLineWithoutControlCharacters() {
        DeadLetter deadLetter =
                DeadLetter.of(PLACE, null, null, List.of(), "no\u001b[2J \u202Esuch\r\npool\u0007");
        assertThat(deadLetter.headers())
                .filteredOn(header -> header.key().equals(Topics.HEADER_REASON))
                .singleElement()
                .satisfies(header ->
                        assertThat(new String(header.value(), StandardCharsets.UTF_8))
                                .isEqualTo("no such pool"));
    }

    @Test
    void keepsTheRecordUnchangedAndSaysWhereItWasAndWhy() {
        byte[] key = bytes("key");
        byte[] value = bytes("value");

        DeadLetter deadLetter =
                DeadLetter.of(
                        PLACE, key, value, List.of(header("trace", "7")), "it cannot be read");

        assertThat(deadLetter.key()).isEqualTo(key);
        assertThat(deadLetter.value()).isEqualTo(value);
        assertThat(texts(deadLetter))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                Topics.HEADER_TOPIC,
                                "crayfleet.tasks",
                                Topics.HEADER_PARTITION,
                                "3",
                                Topics.HEADER_OFFSET,
                                "42",
                                Topics.HEADER_REASON,
                                "it cannot be read",
                                "trace",
                                "7"));
    }

    @Test
    void cutsWhatIsTooLongSoThatItFits() {
        List<Header> headers = new ArrayList<>();
        headers.add(new RecordHeader("large", new byte[2 * MIB]));
        for (int i = 0; i < 20_000; i++) {
            headers.add(header("h" + i, "x".repeat(50)));
        }
        headers.add(header("n".repeat(MIB), ""));

        DeadLetter deadLetter =
                DeadLetter.of(PLACE, new byte[MIB], new byte[8 * MIB], headers, "r".repeat(MIB));

        assertThat(size(deadLetter)).isLessThan(1_000_000);
        assertThat(texts(deadLetter))
                .containsEntry(Topics.HEADER_CUT_FROM, Integer.toString(8 * MIB))
                .containsEntry(Topics.HEADER_KEY_CUT_FROM, Integer.toString(MIB))
                .containsEntry(Topics.HEADER_HEADERS_LEFT_OUT, Integer.toString(20_002 - 64))
                .containsEntry("h0", "x".repeat(50));
    }

    @Test
    void aRecordWithoutKeyAndValueIsKept() {
        DeadLetter deadLetter = DeadLetter.of(PLACE, null, null, List.of(), "it is empty");

        assertThat(deadLetter.key()).isNull();
        assertThat(deadLetter.value()).isNull();
        assertThat(deadLetter.record().topic()).isEqualTo(Topics.DEAD_LETTERS.topic());
    }

    @Test
    void aHeaderWithoutAValueIsKept() {
        DeadLetter deadLetter =
                DeadLetter.of(
                        PLACE, null, null, List.of(new RecordHeader("empty", (byte[]) null)), "x");

        assertThat(deadLetter.headers()).extracting(Header::key).contains("empty");
    }

    @Test
    void aHeaderThatImitatesOursIsDropped() {
        DeadLetter deadLetter =
                DeadLetter.of(
                        PLACE,
                        null,
                        null,
                        List.of(header(Topics.HEADER_REASON, "all is well")),
                        "it cannot be read");

        assertThat(texts(deadLetter)).containsEntry(Topics.HEADER_REASON, "it cannot be read");
        assertThat(deadLetter.headers()).hasSize(4);
    }

    private static long size(DeadLetter deadLetter) {
        long headers =
                deadLetter.headers().stream()
                        .mapToLong(each -> bytes(each.key()).length + each.value().length)
                        .sum();
        return headers + length(deadLetter.key()) + length(deadLetter.value());
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static Map<String, String> texts(DeadLetter deadLetter) {
        return deadLetter.headers().stream()
                .collect(
                        Collectors.toMap(
                                Header::key,
                                each -> new String(each.value(), StandardCharsets.UTF_8)));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
