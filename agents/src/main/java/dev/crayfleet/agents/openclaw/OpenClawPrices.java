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
 * What a run cost, by the prices in openclaw.json. Warns, once, where OpenClaw itself comes to a
 * thousandth of it or to a thousand times as much. Safe for use by many threads.
 */
public final class OpenClawPrices {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawPrices.class);

    private final CostCalculator costs;
    private final AtomicBoolean warned = new AtomicBoolean();

    public OpenClawPrices(CostCalculator costs) {
        this.costs = costs;
    }

    /**
     * @param planned the model that was to run, where the answer names none
     * @return absent where it is unknown
     */
    public @Nullable BigDecimal cost(Envelope said, String planned, ModelCatalog catalog) {
        if (said.usage() == null) {
            return null;
        }
        Usage usage = said.usage();
        String model = said.model() == null ? planned : said.model();
        Optional<BigDecimal> ours =
                catalog.model(model)
                        .flatMap(ModelCatalog.Model::prices)
                        .flatMap(prices -> costs.cost(usage, prices));
        if (ours.isEmpty()) {
            // OpenClaw knows prices of its own, of models that openclaw.json does not describe.
            return catalog.model(model).isPresent() ? null : said.costUsd();
        }
        costs.disagreement(ours.get(), said.costUsd())
                .filter(odd -> warned.compareAndSet(false, true))
                .ifPresent(LOG::warn);
        return ours.get();
    }
}
