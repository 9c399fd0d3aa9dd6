package dev.crayfleet.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.kafka.fleet.TokenTable.Found;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTableTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final TokenTable table = new TokenTable();

    @Test
    void aTokenIsLongRandomAndRecognisable() {
        String token = BearerToken.random();
        assertThat(token).matches("cft_[A-Za-z0-9_-]{43}").isNotEqualTo(BearerToken.random());
        assertThat(BearerToken.isWellFormed(token)).isTrue();
        assertThat(BearerToken.isWellFormed(token + "x")).isFalse();
        assertThat(BearerToken.hash("cft_"))
                .isEqualTo("e9ccf1342ba8b0300dcde978a8c0ae9cdf727beeadf9ccee0c79f6a82636a0ec");
    }

    @Test
    void aTokenIsValidUntilItExpires() {
        String token = BearerToken.random();
        TokenRecord record =
                new TokenRecord(
                        "ci",
                        BearerToken.hash(token),
                        List.of("lead"),
                        NOW,
                        NOW.plus(Duration.ofDays(90)));
        table.onRecord(record.key(), record.json());
        assertThat(table.find(token, NOW)).isEqualTo(new Found.Valid(record));
        assertThat(table.find(token, NOW.plus(Duration.ofDays(90)).minusNanos(1)))
                .isEqualTo(new Found.Valid(record));
        assertThat(table.find(token, NOW.plus(Duration.ofDays(90))))
                .isEqualTo(new Found.Expired("ci", NOW.plus(Duration.ofDays(90))));
        assertThat(table.find(token + "x", NOW)).isInstanceOf(Found.Unknown.class);
        assertThat(table.find("", NOW)).isInstanceOf(Found.Unknown.class);
    }

    @Test
    void theHashIsNoToken() {
        String token = BearerToken.random();
        add("ci", token);
        assertThat(table.find(BearerToken.hash(token), NOW)).isInstanceOf(Found.Unknown.class);
    }

    @Test
    void whatWasRevokedOrReplacedIsRemembered() {
        String first = add("ci", BearerToken.random());
        String second = add("ci", BearerToken.random());
        assertThat(table.find(first, NOW)).isEqualTo(new Found.Revoked("ci"));
        assertThat(table.find(second, NOW)).isInstanceOf(Found.Valid.class);
        table.onRecord("token:ci", null);
        assertThat(table.find(second, NOW)).isEqualTo(new Found.Revoked("ci"));
        assertThat(table.isEmpty()).isTrue();
        add("ci", second);
        assertThat(table.find(second, NOW)).isInstanceOf(Found.Valid.class);
    }

    @Test
    void hasABound() {
        IntStream.range(0, TokenTable.MAX_TOKENS)
                .forEach(i -> add("token-" + i, BearerToken.random()));
        assertThatThrownBy(() -> add("one-more", BearerToken.random()))
                .hasMessage("there are 1,000 tokens, which are the most");
        String again = add("token-7", BearerToken.random());
        assertThat(table.find(again, NOW)).isInstanceOf(Found.Valid.class);
        assertThat(table.all()).hasSize(TokenTable.MAX_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "a/b", "ä", "..", "a\nb"})
    void aNameIsPlain(String name) {
        assertThatThrownBy(() -> record(name, BearerToken.random()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the name of a token has 1 to 64 letters");
    }

    private String add(String name, String token) {
        TokenRecord record = record(name, token);
        table.onRecord(record.key(), record.json());
        return token;
    }

    private static TokenRecord record(String name, String token) {
        return new TokenRecord(name, BearerToken.hash(token), List.of(), NOW, null);
    }
}
