package dev.crayfleet.runner;

import dev.crayfleet.agents.cost.PriceCheck;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.ProxiedModelKeys;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.KeyHandling;
import dev.crayfleet.runner.config.OpenClawSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people have to know of openclaw.json, for the log. */
record OpenClawConfigReport(
        OpenClawSettings openclaw,
        AgentSettings agents,
        ProcessSettings processes,
        OpenClawFile file) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawConfigReport.class);

    /** Says what openclaw.json lacks, once for each kind of executor. */
    void log() {
        PriceCheck.of(openclaw.priceUnit(), file.lastKnown().catalog().prices())
                .ifPresent(check -> {
                    if (check.odd()) {
                        LOG.warn(check.sentence());
                    } else {
                        LOG.info(check.sentence());
                    }
                });
        if (agents.processes().keys() == KeyHandling.PROXY) {
            reportKeys();
        }
        if (!file.exists()) {
            LOG.warn(
                    "{} is not there: models, aliases and prices are unknown. OPENCLAW_CONFIG_PATH says where it is.",
                    file.path());
        }
    }

    /** Says which models cannot be asked without keys; their tasks are refused. */
    private void reportKeys() {
        LOG.info("keys of models stay here, agents ask models through a proxy");
        try {
            ProxiedModelKeys.refusals(
                            file.lastKnown(),
                            processes.environment().inherited(),
                            agents.processes().passEnv())
                    .values()
                    .forEach(LOG::warn);
        } catch (IllegalArgumentException notUnderstood) {
            // Each task fails with it, until somebody has changed the file.
            LOG.warn(String.valueOf(notUnderstood.getMessage()));
        }
    }
}
