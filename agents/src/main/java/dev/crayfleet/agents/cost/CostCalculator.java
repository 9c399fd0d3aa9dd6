package dev.crayfleet.agents.cost;

import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens times prices, exactly. */
public final class CostCalculator {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final BigDecimal TOLERANCE = new BigDecimal("0.001");

    private final PriceUnit unit;

    public CostCalculator(PriceUnit unit) {
        this.unit = unit;
    }

    /**
     * @return US dollars; empty where a price that matters is unknown
     */
    public Optional<BigDecimal> cost(Usage usage, Prices prices) {
        Optional<BigDecimal> sum =
                plus(
                        plus(
                                part(usage.input(), prices.input()),
                                part(usage.output(), prices.output())),
                        plus(
                                part(usage.cacheRead(), prices.cacheRead()),
                                part(usage.cacheWrite(), prices.cacheWrite())));
        return sum.map(total -> plain(total.divide(unit.tokens())));
    }

    /**
     * Says what is wrong where our cost and OpenClaw's own differ by a factor of a thousand: one of
     * the two reads the prices in the wrong unit.
     *
     * @return a sentence for people that says which setting is meant; empty where nothing is odd
     */
    public Optional<String> findDisagreement(BigDecimal ours, @Nullable BigDecimal openclaw) {
        if (openclaw == null || openclaw.signum() <= 0 || ours.signum() <= 0) {
            return Optional.empty();
        }
        BigDecimal ratio = ours.divide(openclaw, MathContext.DECIMAL64);
        if (isNear(ratio, THOUSAND)) {
            return Optional.of(
                    "OpenClaw reckons a thousandth of the cost we do: it reads the prices in openclaw.json as US dollars per 1,000,000 tokens, we as per 1,000. If they are meant per 1,000,000, set crayfleet.runner.price-unit=per-1m; else OpenClaw's own figures are too low.");
        }
        if (isNear(ratio.multiply(THOUSAND), BigDecimal.ONE)) {
            return Optional.of(
                    "OpenClaw reckons a thousand times the cost we do: check crayfleet.runner.price-unit, which is for the prices in openclaw.json.");
        }
        return Optional.empty();
    }

    private static boolean isNear(BigDecimal value, BigDecimal expected) {
        return value.subtract(expected).abs().compareTo(expected.multiply(TOLERANCE)) <= 0;
    }

    private static Optional<BigDecimal> part(long tokens, @Nullable BigDecimal price) {
        if (tokens == 0) {
            return Optional.of(BigDecimal.ZERO);
        }
        return Optional.ofNullable(price).map(each -> each.multiply(BigDecimal.valueOf(tokens)));
    }

    private static Optional<BigDecimal> plus(
            Optional<BigDecimal> left, Optional<BigDecimal> right) {
        return left.flatMap(a -> right.map(a::add));
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
