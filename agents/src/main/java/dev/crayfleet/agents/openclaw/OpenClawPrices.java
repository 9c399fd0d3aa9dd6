package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run cost, by the prices in openclaw.json. Warns, once, where OpenClaw itself calculates a
 * thousandth of it or a thousand times as much. Safe for use by many threads.
 */
public final class OpenClawPrices {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawPrices.class);

    private final CostCalculator costs;
    private final AtomicBoolean warned = new AtomicBoolean();

    public OpenClawPrices(CostCalculator costs) {
        this.costs = costs;
    }

    /**
     * @param plannedModel that was to run, where the answer names none
     * @return absent where it is unknown
     */
    public @Nullable BigDecimal cost(Envelope envelope, String plannedModel, ModelCatalog catalog) {
        if (envelope.usage() == null) {
            return null;
        }
        Usage usage = envelope.usage();
        String model = envelope.model() == null ? plannedModel : envelope.model();
        Optional<BigDecimal> ours =
                catalog.model(model)
                        .flatMap(ModelCatalog.Model::prices)
                        .flatMap(prices -> costs.cost(usage, prices));
        if (ours.isEmpty()) {
            // Of models that openclaw.json does not describe, OpenClaw knows prices of its own.
            return catalog.model(model).isPresent() ? null : envelope.costUsd();
        }
        costs.findDisagreement(ours.get(), envelope.costUsd())
                .filter(problem -> warned.compareAndSet(false, true))
                .ifPresent(LOG::warn);
        return ours.get();
    }
}
