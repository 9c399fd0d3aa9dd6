package dev.crayfleet.agents.cost;

import java.math.BigDecimal;

/** For how many tokens a price in openclaw.json is. */
public enum PriceUnit {
    /** As the earlier systems had it. */
    PER_1K(1_000),
    /** As OpenClaw itself reads it. */
    PER_1M(1_000_000);

    private final BigDecimal tokens;

    PriceUnit(long tokens) {
        this.tokens = BigDecimal.valueOf(tokens);
    }

    BigDecimal tokens() {
        return tokens;
    }
}
