package dev.crayfleet.kafka.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final byte[] KEY = utf8("default");
    private static final byte[] VALUE = utf8("{\"type\":\"CancelRequested\"}");

    private final SigningKey first = SigningKey.random("first");
    private final SigningKey second = SigningKey.random("second");
    private final SigningKeys both = new SigningKeys(List.of(first, second));
    private final Headers headers = new RecordHeaders();

    @Test
    void isValidForTheRecordThatWasSigned() {
        Signature.sign(both, headers, KEY, VALUE, NOW);
        assertThat(Signature.of(both, headers, KEY, VALUE))
                .isEqualTo(new Signature.Valid("first", NOW));
    }

    @Test
    void anyKeyVerifiesAndTheFirstSigns() {
        Signature.sign(new SigningKeys(List.of(second)), headers, KEY, VALUE, NOW);
        assertThat(Signature.of(both, headers, KEY, VALUE))
                .isEqualTo(new Signature.Valid("second", NOW));
        Signature.sign(both, headers, KEY, VALUE, NOW);
        assertThat(headers.toArray()).hasSize(1);
        assertThat(Signature.of(both, headers, KEY, VALUE))
                .isEqualTo(new Signature.Valid("first", NOW));
    }

    @Test
    void isInvalidForEveryOtherRecord() {
        Signature.sign(both, headers, KEY, VALUE, NOW);
        for (int i = 0; i < VALUE.length; i++) {
            byte[] other = VALUE.clone();
            other[i] ^= 1;
            assertInvalid(Signature.of(both, headers, KEY, other), "its signature is wrong");
        }
        assertInvalid(Signature.of(both, headers, utf8("other"), VALUE), "its signature is wrong");
        assertInvalid(Signature.of(both, headers, null, VALUE), "its signature is wrong");
        assertInvalid(Signature.of(both, headers, KEY, null), "a form that is not known");
    }

    /** Bytes that move from the key to the value give another record. */
    @Test
    void keyAndValueAreSignedApart() {
        Signature.sign(both, headers, utf8("ab"), utf8("c"), NOW);
        assertInvalid(Signature.of(both, headers, utf8("a"), utf8("bc")), "its signature is wrong");
    }

    @Test
    void theTimeIsSigned() {
        Signature.sign(both, headers, KEY, VALUE, NOW);
        String later =
                header().replace(
                                Long.toString(NOW.toEpochMilli()),
                                Long.toString(NOW.toEpochMilli() + 1));
        assertThat(later).isNotEqualTo(header());
        set(later);
        assertInvalid(Signature.of(both, headers, KEY, VALUE), "its signature is wrong");
    }

    @Test
    void aKeyOfTheSameNameIsNotTheSameKey() {
        SigningKeys forger = new SigningKeys(List.of(SigningKey.random("first")));
        Signature.sign(forger, headers, KEY, VALUE, NOW);
        assertInvalid(Signature.of(both, headers, KEY, VALUE), "its signature is wrong");
    }

    @Test
    void aKeyThatIsNotKnownIsNamed() {
        Signature.sign(
                new SigningKeys(List.of(SigningKey.random("old"))), headers, KEY, VALUE, NOW);
        assertInvalid(
                Signature.of(both, headers, KEY, VALUE),
                "it is signed with key \"old\", which is not known here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "2 first 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "1 first 99999999999999999999 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "1 first 1 AAAA",
                "1 first 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "1 first 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
                "1 FIRST 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "1 first -1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void anotherFormIsRefused(String header) {
        set(header);
        assertInvalid(Signature.of(both, headers, KEY, VALUE), "a form that is not known");
    }

    @Test
    void aLongOrMissingHeaderValueIsRefused() {
        set("1 first 1 " + "A".repeat(1_000_000));
        assertInvalid(Signature.of(both, headers, KEY, VALUE), "a form that is not known");
        headers.remove(Topics.HEADER_SIGNATURE);
        headers.add(Topics.HEADER_SIGNATURE, null);
        assertInvalid(Signature.of(both, headers, KEY, VALUE), "a form that is not known");
    }

    @Test
    void theLastOfSeveralHeadersCounts() {
        set("nonsense");
        Headers copy = new RecordHeaders(headers);
        Signature.sign(both, copy, KEY, VALUE, NOW);
        copy.headers(Topics.HEADER_SIGNATURE).forEach(headers::add);
        assertThat(headers.toArray()).hasSize(2);
        assertThat(Signature.of(both, headers, KEY, VALUE)).isInstanceOf(Signature.Valid.class);
    }

    @Test
    void withoutKeysNothingIsSigned() {
        Signature.sign(SigningKeys.NONE, headers, KEY, VALUE, NOW);
        assertThat(headers.toArray()).isEmpty();
        assertThat(Signature.of(both, headers, KEY, VALUE)).isEqualTo(new Signature.Absent());
    }

    private static void assertInvalid(Signature signature, String reason) {
        assertThat(signature)
                .isInstanceOfSatisfying(
                        Signature.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains(reason));
    }

    private String header() {
        return new String(
                Objects.requireNonNull(headers.lastHeader(Topics.HEADER_SIGNATURE)).value(),
                StandardCharsets.US_ASCII);
    }

    private void set(String header) {
        headers.remove(Topics.HEADER_SIGNATURE);
        headers.add(Topics.HEADER_SIGNATURE, utf8(header));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
