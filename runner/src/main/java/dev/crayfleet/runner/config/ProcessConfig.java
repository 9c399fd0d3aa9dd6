package dev.crayfleet.runner.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Settings below {@code crayfleet.runner}: what the processes of agents get, and what they are held
 * to.
 *
 * @param keys of models: {@code direct} gives them to agents, {@code proxy} keeps them here
 * @param passEnv further environment variables for agents, separated by commas; those that
 *     openclaw.json refers to as <code>${NAME}</code> need not be named
 * @param extraPythonpath ({@code EXTRA_PYTHONPATH}) put before PYTHONPATH
 * @param cpuLimit processor time of each process; 0s for any
 * @param memoryLimitMb of each process, and of all of an agent together; 0 for any
 * @param fileLimitMb of each file that an agent writes; 0 for any
 * @param processLimit of an agent at the same time; 0 for any
 * @param runAs the user that agents run as, where the runner is root; empty for the runner's own
 * @param silenceTimeout an agent that says nothing for so long is stopped; 0s for never
 */
@ConfigurationProperties(SettingText.PREFIX)
public record ProcessConfig(
        @Bindable(defaultValue = "direct") String keys,
        @Bindable(defaultValue = "") String passEnv,
        @Value("${crayfleet.runner.extra-pythonpath:extra.pythonpath:}") String extraPythonpath,
        @Bindable(defaultValue = "0s") String cpuLimit,
        @Bindable(defaultValue = "0") String memoryLimitMb,
        @Bindable(defaultValue = "1024") String fileLimitMb,
        @Bindable(defaultValue = "0") String processLimit,
        @Bindable(defaultValue = "") String runAs,
        @Bindable(defaultValue = "0s") String silenceTimeout) {

    public AgentProcessSettings settings() {
        return new AgentProcessSettings(
                SettingText.choice(KeyHandling.class, "keys", keys),
                SettingText.list(passEnv),
                SettingText.optional(extraPythonpath),
                SettingText.duration("cpu-limit", cpuLimit),
                SettingText.number("memory-limit-mb", memoryLimitMb) * WorkspaceConfig.MIB_BYTES,
                SettingText.number("file-limit-mb", fileLimitMb) * WorkspaceConfig.MIB_BYTES,
                SettingText.smallNumber("process-limit", processLimit),
                SettingText.optional(runAs),
                SettingText.duration("silence-timeout", silenceTimeout));
    }
}
