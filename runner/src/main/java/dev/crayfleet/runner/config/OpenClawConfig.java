package dev.crayfleet.runner.config;

import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;

/**
 * Settings below {@code crayfleet.runner}: how OpenClaw is found and run.
 *
 * @param openclawBin ({@code OPENCLAW_BIN}) the program; empty for what is found in PATH and where
 *     its installers put it
 * @param openclawConfig ({@code OPENCLAW_CONFIG_PATH}) models, aliases, prices
 * @param openclawStateDir ({@code OPENCLAW_STATE_DIR}) where it keeps its state; empty leaves that
 *     to OpenClaw
 * @param priceUnit what the prices in openclaw.json are for: {@code per-1k} or {@code per-1m}
 *     tokens
 * @param thinkingFallback {@code nearest} or {@code refuse}, for a level that the model lacks
 * @param startGrace what it may take beyond a task's time, to start and to end by itself
 */
@ConfigurationProperties(SettingText.PREFIX)
public record OpenClawConfig(
        @Value("${crayfleet.runner.openclaw-bin:openclaw.bin:}") String openclawBin,
        @Value("${crayfleet.runner.openclaw-config:openclaw.config.path:~/.openclaw/openclaw.json}")
                String openclawConfig,
        @Value("${crayfleet.runner.openclaw-state-dir:openclaw.state.dir:}")
                String openclawStateDir,
        @Bindable(defaultValue = "per-1k") String priceUnit,
        @Bindable(defaultValue = "nearest") String thinkingFallback,
        @Bindable(defaultValue = "15s") String startGrace) {

    /**
     * @param home of the user, for {@code ~/}
     */
    public OpenClawSettings settings(Path home) {
        return new OpenClawSettings(
                SettingText.optionalPath(openclawBin, home),
                SettingText.path(openclawConfig, home),
                SettingText.optionalPath(openclawStateDir, home),
                SettingText.choice(PriceUnit.class, "price-unit", priceUnit),
                SettingText.choice(ThinkingFallback.class, "thinking-fallback", thinkingFallback),
                SettingText.duration("start-grace", startGrace));
    }
}
