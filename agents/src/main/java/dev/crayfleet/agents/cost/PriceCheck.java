package dev.crayfleet.agents.cost;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether prices look as if they were meant for another number of tokens. What models cost lies
 * between a cent and a few dozen dollars for a million tokens; read in the wrong unit they cost a
 * thousand times as much, or a thousandth.
 *
 * @param odd whether they do
 * @param sentence for people: how they are read, and which setting is meant
 */
public record PriceCheck(boolean odd, String sentence) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** The square root of 1,000: the middle between a dollar and a thousand, by factors. */
    private static final BigDecimal MAX_PLAUSIBLE = new BigDecimal("31.6");

    private static final BigDecimal MIN_PLAUSIBLE = new BigDecimal("0.0316");

    /**
     * @param prices of all models
     * @return empty where no model has a price for what goes in, above 0
     */
    public static Optional<PriceCheck> of(PriceUnit unit, Collection<Prices> prices) {
        List<BigDecimal> inputs =
                prices.stream()
                        .flatMap(each -> Stream.ofNullable(each.input()))
                        .filter(price -> price.signum() > 0)
                        .sorted()
                        .toList();
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal median =
                inputs.get(inputs.size() / 2)
                        .multiply(MILLION)
                        .divide(unit.tokens())
                        .stripTrailingZeros();
        String reading =
                "Prices in openclaw.json are read as US dollars per %s tokens (crayfleet.runner.price-unit=%s): a usual model costs $%s for a million tokens in."
                        .formatted(
                                unit == PriceUnit.PER_1K ? "1,000" : "1,000,000",
                                unit == PriceUnit.PER_1K ? "per-1k" : "per-1m",
                                median.toPlainString());
        return Optional.of(
                switch (unit) {
                    case PER_1K ->
                            median.compareTo(MAX_PLAUSIBLE) > 0
                                    ? new PriceCheck(
                                            true,
                                            reading
                                                    + " That is so dear that they are surely meant per 1,000,000, as OpenClaw reads them: set crayfleet.runner.price-unit=per-1m.")
                                    : new PriceCheck(
                                            false,
                                            reading
                                                    + " OpenClaw reads them per 1,000,000, so its own figures are a thousandth of these.");
                    case PER_1M ->
                            median.compareTo(MIN_PLAUSIBLE) < 0
                                    ? new PriceCheck(
                                            true,
                                            reading
                                                    + " That is so cheap that they are surely meant per 1,000: set crayfleet.runner.price-unit=per-1k. OpenClaw's own figures are then a thousandth of the truth.")
                                    : new PriceCheck(false, reading);
                });
    }
}
