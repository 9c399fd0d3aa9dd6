package dev.crayfleet.runner.config;

import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How OpenClaw is found and run.
 *
 * @param program absent for what is found in PATH and where its installers put it
 * @param configFile its openclaw.json
 * @param stateDir absent leaves that to OpenClaw
 * @param priceUnit what the prices in openclaw.json are for
 * @param thinkingFallback for a thinking level that the model lacks
 * @param startGrace what it may take beyond a task's time; then it is stopped
 */
public record OpenClawSettings(
        @Nullable Path program,
        Path configFile,
        @Nullable Path stateDir,
        PriceUnit priceUnit,
        ThinkingFallback thinkingFallback,
        Duration startGrace) {
    /**
     * @throws IllegalArgumentException if the grace is negative
     */
    public OpenClawSettings {
        if (startGrace.isNegative()) {
            throw new IllegalArgumentException("start-grace cannot be negative");
        }
    }
}
