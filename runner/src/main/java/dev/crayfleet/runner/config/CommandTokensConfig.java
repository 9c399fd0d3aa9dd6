package dev.crayfleet.runner.config;

import dev.crayfleet.agents.command.CommandSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Settings below {@code crayfleet.runner}: where the agent program that is not OpenClaw counts
 * tokens, as JSON pointers into what it prints; empty for what it does not count.
 *
 * @param commandInputTokens without what came from a cache
 */
@ConfigurationProperties(SettingText.PREFIX)
public record CommandTokensConfig(
        @Bindable(defaultValue = "") String commandInputTokens,
        @Bindable(defaultValue = "") String commandOutputTokens,
        @Bindable(defaultValue = "") String commandCacheReadTokens,
        @Bindable(defaultValue = "") String commandCacheWriteTokens) {

    CommandSettings.Tokens pointers() {
        return new CommandSettings.Tokens(
                commandInputTokens.strip(),
                commandOutputTokens.strip(),
                commandCacheReadTokens.strip(),
                commandCacheWriteTokens.strip());
    }
}
