package dev.crayfleet.agents.cost;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model's tokens cost, in US dollars, as openclaw.json says; for how many tokens, {@link
 * PriceUnit} says. A price that is absent is unknown, not 0.
 */
public record Prices(
        @Nullable BigDecimal input,
        @Nullable BigDecimal output,
        @Nullable BigDecimal cacheRead,
        @Nullable BigDecimal cacheWrite) {}
