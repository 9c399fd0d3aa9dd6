package dev.crayfleet.agents.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostCalculatorTest {
    private static final Prices KIMI =
            new Prices(new BigDecimal("0.00045"), new BigDecimal("0.00225"), null, null);
    private final CostCalculator perThousand = new CostCalculator(PriceUnit.PER_1K);

    private static @Nullable BigDecimal number(@Nullable String text) {
        return text == null ? null : new BigDecimal(text);
    }

    @ParameterizedTest
    @CsvSource({"1000,500,0.001575", "180,61,0.00021825", "0,0,0", "360,122,0.0004365"})
    void multipliesTokensAndPricesExactly(long input, long output, String cost) {
        assertThat(perThousand.cost(new Usage(input, output, 0, 0), KIMI))
                .hasValueSatisfying(is -> assertThat(is).isEqualByComparingTo(cost));
    }

    @Test
    void includesCachedTokens() {
        Prices all =
                new Prices(
                        new BigDecimal("0.45"),
                        new BigDecimal("2.25"),
                        new BigDecimal("0.07"),
                        BigDecimal.ZERO);
        assertThat(new CostCalculator(PriceUnit.PER_1M).cost(new Usage(80, 61, 100, 7), all))
                .hasValueSatisfying(is -> assertThat(is).isEqualByComparingTo("0.00018025"));
    }

    @Test
    void isUnknownWhereANeededPriceIsUnknown() {
        assertThat(perThousand.cost(new Usage(1, 1, 1, 0), KIMI)).isEmpty();
        assertThat(perThousand.cost(new Usage(1, 1, 0, 0), new Prices(null, null, null, null)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.001575, 0.000001575, price-unit=per-1m",
        "0.000001575, 0.001575, price-unit",
        "0.001575, 0.001575,",
        "0.001575, 0.0000016,",
        "0.001575, ,",
        "0, 0,"
    })
    void noticesAFactorOfAThousandToOpenClawsCost(
            BigDecimal ours, @Nullable String openclaw, @Nullable String says) {
        assertThat(perThousand.findDisagreement(ours, number(openclaw)))
                .satisfies(found -> {
                    if (says == null) {
                        assertThat(found).isEmpty();
                    } else {
                        assertThat(found.orElse("")).contains(says);
                    }
                });
    }
}
