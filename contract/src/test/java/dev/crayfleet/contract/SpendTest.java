package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunReport.Spend;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents say what they like about what they took. */
@Timeout(20)
class SpendTest {
    private static Spend read(String cost, String model) {
        String finished =
                new String(
                        new Codec()
                                .encode(
                                        new RunFinished(
                                                Samples.POOL,
                                                Samples.HOLDER,
                                                Samples.SECOND,
                                                new RunOutcome.Succeeded(),
                                                Samples.REPORT,
                                                Samples.AT)),
                        StandardCharsets.UTF_8);
        String other = finished.replace("0.000218250", cost).replace("moonshotai/kimi-k2.5", model);
        return switch (new Codec().decodeRun(other.getBytes(StandardCharsets.UTF_8))) {
            case Decoded.Readable<RunMessage>(RunFinished read) ->
                    Objects.requireNonNull(read.report()).spend();
            case Decoded.Readable<RunMessage>(RunMessage read) ->
                    throw new AssertionError(read.toString());
            case Decoded.Unreadable<RunMessage> bad -> throw new AssertionError(bad.reason());
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e100000000",
                "1e-100000000",
                "0e100000000",
                "-0.01",
                "1000000.01",
                "-1e100000000"
            })
    void anImplausibleCostIsDropped(String cost) {
        assertThat(read(cost, "m").costUsd()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1e3", "1000000", "4.365e-7", "0.12345678901234567"})
    void aPlausibleCostIsKept(String cost) {
        assertThat(read(cost, "m").costUsd()).isEqualByComparingTo(new BigDecimal(cost));
    }

    @Test
    void anImplausibleTokenCountIsDropped() {
        assertThat(spend(new Usage(1_000_000_000_000L, 1, 2, 3)).usage()).isNotNull();
        assertThat(spend(new Usage(1_000_000_000_001L, 1, 2, 3)).usage()).isNull();
        assertThat(spend(new Usage(1, 2, 3, Long.MAX_VALUE)).usage()).isNull();
    }

    @Test
    void aSumOfTokensDoesNotOverflow() {
        assertThat(new Usage(80, 61, 100, 20).allInput()).isEqualTo(200);
        assertThat(new Usage(Long.MAX_VALUE, 1, 1, 0).allInput()).isEqualTo(Long.MAX_VALUE);
        assertThat(new Usage(Long.MAX_VALUE, 1, 0, 5).plus(new Usage(1, 2, 0, 6)))
                .isEqualTo(new Usage(Long.MAX_VALUE, 3, 0, 11));
    }

    private static Spend spend(Usage usage) {
        return new Spend("m", Thinking.LOW, usage, null);
    }

    @Test
    void aLongModelNameIsCut() {
        assertThat(read("0", "m".repeat(2_000_000)).model())
                .startsWith("openrouter/mmm")
                .hasSize(Limits.MODEL_CHARS);
    }
}
