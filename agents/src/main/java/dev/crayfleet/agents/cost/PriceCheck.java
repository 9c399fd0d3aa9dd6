package dev.crayfleet.agents.cost;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether prices look as if they were meant for another number of tokens. What models cost lies
 * between a cent and a few dozen dollars for a million tokens; read in the wrong unit it is a
 * thousand times that, or a thousandth.
 *
 * @param odd whether they do
 * @param sentence for people: how they are read, and which setting is meant
 */
public record PriceCheck(boolean odd, String sentence) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** The root of a thousand: as far from a dollar as from a thousand. */
    private static final BigDecimal DEAR = new BigDecimal("31.6");

    private static final BigDecimal CHEAP = new BigDecimal("0.0316");

    /**
     * @param all of the models there are
     * @return empty where no model has a price for what goes in, above 0
     */
    public static Optional<PriceCheck> of(PriceUnit unit, Collection<Prices> all) {
        List<BigDecimal> inputs =
                all.stream()
                        .flatMap(prices -> Stream.ofNullable(prices.input()))
                        .filter(price -> price.signum() > 0)
                        .sorted()
                        .toList();
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal usual =
                inputs.get(inputs.size() / 2)
                        .multiply(MILLION)
                        .divide(unit.tokens())
                        .stripTrailingZeros();
        String read =
                "Prices in openclaw.json are read as US dollars per %s tokens (crayfleet.runner.price-unit=%s): a usual model costs $%s for a million tokens in."
                        .formatted(
                                unit == PriceUnit.PER_1K ? "1,000" : "1,000,000",
                                unit == PriceUnit.PER_1K ? "per-1k" : "per-1m",
                                usual.toPlainString());
        return Optional.of(
                switch (unit) {
                    case PER_1K ->
                            usual.compareTo(DEAR) > 0
                                    ? new PriceCheck(
                                            true,
                                            read
                                                    + " That is so dear that they are surely meant per 1,000,000, as OpenClaw reads them: set crayfleet.runner.price-unit=per-1m.")
                                    : new PriceCheck(
                                            false,
                                            read
                                                    + " OpenClaw reads them per 1,000,000, so its own figures are a thousandth of these.");
                    case PER_1M ->
                            usual.compareTo(CHEAP) < 0
                                    ? new PriceCheck(
                                            true,
                                            read
                                                    + " That is so cheap that they are surely meant per 1,000: set crayfleet.runner.price-unit=per-1k. OpenClaw's own figures are then a thousandth of the truth.")
                                    : new PriceCheck(false, read);
                });
    }
}
