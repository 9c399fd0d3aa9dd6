package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedCodecTest {
    private final PackedCodec packed = new PackedCodec();
    private final Codec json = new Codec();

    record Stamp(Instant at) {}

    @Test
    void everyMessageIsReadBackAndIsSmallerThanItsJson() {
        for (Samples.Sample sample : Samples.all()) {
            Record message = sample.message();
            byte[] bytes = packed.encode(message);
            assertThat((Object) packed.decode(bytes, message.getClass())).isEqualTo(message);
            assertThat(bytes.length).isLessThan(json.encodeRecord(message).length);
        }
    }

    record Many(List<Stamp> stamps) {}

    @Test
    void eachFieldNameIsWrittenOnce() {
        Instant now = Instant.parse("2026-11-21T12:00:00.123456789Z");
        List<Stamp> stamps = Collections.nCopies(10, new Stamp(now));
        Many many = new Many(stamps);
        assertThat(packed.encode(many).length).isLessThan(json.encodeRecord(many).length / 2);
    }

    record Step(String what, @Nullable String runner) {}

    record Kept(Instant at, int attempts, List<Step> steps) {}

    record KeptLater(Instant at, int attempts, List<Step> steps, @Nullable String note) {}

    record Page(Kept kept) {}

    private static final Kept KEPT =
            new Kept(Instant.EPOCH, 2, List.of(new Step("queued", null), new Step("ran", "a")));

    @Test
    void aPositionalRecordIsWrittenWithoutNames() {
        PackedCodec rows = new PackedCodec(Kept.class, Step.class);
        byte[] bytes = rows.encode(KEPT);
        assertThat(rows.decode(bytes, Kept.class)).isEqualTo(KEPT);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .contains("queued")
                .doesNotContain("attempts", "steps", "runner");
    }

    @Test
    void aPositionalRecordThatWasWrittenWithNamesIsRead() {
        PackedCodec rows = new PackedCodec(Kept.class, Step.class);
        assertThat(rows.decode(packed.encode(KEPT), Kept.class)).isEqualTo(KEPT);
    }

    @Test
    void aPositionalRecordWithinOneThatHasNamesHasThemToo() {
        PackedCodec rows = new PackedCodec(Kept.class, Step.class);
        Page page = new Page(KEPT);
        assertThat(rows.encode(page)).isEqualTo(packed.encode(page));
        assertThat(rows.decode(rows.encode(page), Page.class)).isEqualTo(page);
    }

    @Test
    void aPositionalRecordMayGrowAtItsEnd() {
        byte[] before = new PackedCodec(Kept.class, Step.class).encode(KEPT);
        assertThat(new PackedCodec(KeptLater.class, Step.class).decode(before, KeptLater.class))
                .isEqualTo(new KeptLater(KEPT.at(), 2, KEPT.steps(), null));
    }

    /** A row may go back to a version that does not know yet what was added. */
    @Test
    void anEarlierVersionReadsARecordThatHasGrown() {
        KeptLater later = new KeptLater(KEPT.at(), 2, KEPT.steps(), "new");
        assertThat(
                        new PackedCodec(Kept.class, Step.class)
                                .decode(
                                        new PackedCodec(KeptLater.class, Step.class).encode(later),
                                        Kept.class))
                .isEqualTo(KEPT);
        assertThat(packed.decode(packed.encode(later), Kept.class)).isEqualTo(KEPT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "2262-04-11T23:47:16.854775807Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z"
            })
    void timesKeepTheirNanoseconds(Instant at) {
        assertThat(packed.decode(packed.encode(new Stamp(at)), Stamp.class).at()).isEqualTo(at);
    }

    @Test
    void aBrokenRecordIsRefusedWithTheNameOfItsType() {
        assertThatThrownBy(() -> packed.decode(new byte[] {1, 2, 3}, Stamp.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no Stamp");
    }

    record Said(String text) {}

    @Test
    void aLoneSurrogateCanBeWritten() {
        assertThat(packed.decode(packed.encode(new Said("cut \ud83d")), Said.class).text())
                .startsWith("cut ");
    }

    @Test
    void aLoneSurrogateIsReadAsTheReplacementCharacter() {
        byte[] cut =
                "{\"text\":\"a\\udc00b\\ud83d\\ude00c\\ud83d\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(json.decodeRecord(cut, Said.class).text())
                .isEqualTo("a\ufffdb\ud83d\ude00c\ufffd");
    }
}
