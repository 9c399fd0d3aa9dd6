package dev.crayfleet.runner.config;

import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.run.RunnerPolicy;
import dev.crayfleet.runner.slots.TimeLimits;
import java.time.Duration;
import java.util.Set;

/**
 * All that can be set about a runner, read and checked.
 *
 * @param kafkaTimeout how long Kafka may take at the start, and to take or give one big file
 * @param exit when the runner leaves by itself
 * @param timeLimits how long an agent may take
 */
public record RunnerSettings(
        RunnerPolicy policy,
        Duration kafkaTimeout,
        ExitSettings exit,
        TimeLimits timeLimits,
        WorkspaceSettings workspaces,
        AgentSettings agents) {
    /**
     * @throws IllegalArgumentException if a pool is named that is not served
     */
    public RunnerSettings {
        checkPools("executors", agents.executors().byPool().keySet(), policy);
        checkPools("modes", agents.modes().byPool().keySet(), policy);
    }

    private static void checkPools(String setting, Set<Pool> named, RunnerPolicy policy) {
        for (Pool pool : named) {
            if (!policy.slots().containsKey(pool)) {
                throw new IllegalArgumentException(
                        "%s names pool %s, which pools does not".formatted(setting, pool));
            }
        }
    }
}
