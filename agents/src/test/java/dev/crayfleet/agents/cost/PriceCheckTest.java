package dev.crayfleet.agents.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceCheckTest {
    private static Prices input(String price) {
        return new Prices(new BigDecimal(price), null, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "PER_1K, 0.00045, false, 'costs $0.45 for', a thousandth of these",
        "PER_1K, 0.45, true, 'costs $450 for', set crayfleet.runner.price-unit=per-1m",
        "PER_1M, 0.45, false, 'costs $0.45 for', price-unit=per-1m",
        "PER_1M, 0.00045, true, 'costs $0.00045 for', set crayfleet.runner.price-unit=per-1k",
        "PER_1K, 0.015, false, 'costs $15 for', a thousandth of these",
        "PER_1M, 15, false, 'costs $15 for', price-unit=per-1m"
    })
    void noticesPricesInTheWrongUnit(
            PriceUnit unit, String price, boolean odd, String usual, String words) {
        assertThat(PriceCheck.of(unit, List.of(input("0"), input(price))))
                .hasValueSatisfying(check -> {
                    assertThat(check.odd()).isEqualTo(odd);
                    assertThat(check.sentence()).contains(usual, words);
                });
    }

    @Test
    void isEmptyWithoutPrices() {
        assertThat(PriceCheck.of(PriceUnit.PER_1K, List.of(input("0")))).isEmpty();
        assertThat(PriceCheck.of(PriceUnit.PER_1K, List.of(new Prices(null, null, null, null))))
                .isEmpty();
    }
}
