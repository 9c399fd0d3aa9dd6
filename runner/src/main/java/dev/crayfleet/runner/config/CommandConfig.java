package dev.crayfleet.runner.config;

import dev.crayfleet.agents.command.CommandSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Settings below {@code crayfleet.runner}: the agent program where it is not OpenClaw. All but the
 * first two are JSON pointers into what it prints, and empty for what it does not say.
 *
 * @param command a JSON array of words, {@code ["claude", "-p", "{prompt}"]}; empty for none
 * @param commandModel what {@code {model}} is where a task names none
 * @param commandText where the result is; empty takes all that it prints
 * @param commandError where it says that it failed: true, or a text
 * @param commandReportedModel where it says which model ran
 * @param commandCost where it says what that cost, in US dollars
 */
@ConfigurationProperties(SettingText.PREFIX)
public record CommandConfig(
        @Bindable(defaultValue = "") String command,
        @Bindable(defaultValue = "") String commandModel,
        @Bindable(defaultValue = "") String commandText,
        @Bindable(defaultValue = "") String commandError,
        @Bindable(defaultValue = "") String commandReportedModel,
        @Bindable(defaultValue = "") String commandCost) {

    /**
     * @throws IllegalArgumentException with a sentence for people, if the command is no JSON array
     *     of words or a pointer is none
     */
    public CommandSettings settings(CommandTokensConfig tokens) {
        return CommandSettings.of(
                command,
                SettingText.optional(commandModel),
                new CommandSettings.Pointers(
                        commandText.strip(),
                        commandError.strip(),
                        commandReportedModel.strip(),
                        commandCost.strip(),
                        tokens.pointers()));
    }
}
