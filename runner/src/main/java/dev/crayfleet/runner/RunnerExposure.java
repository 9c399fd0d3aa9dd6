package dev.crayfleet.runner;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.config.AgentProcessSettings;
import dev.crayfleet.runner.config.KeyHandling;
import dev.crayfleet.runner.config.RunnerSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a runner's settings leave to its agents.
 *
 * @param host name of the machine that it would run on; empty if that has none
 * @param pools names of those whose agents are programs, not what is built in
 * @param poolsWithoutWall of those, the ones whose agents have a shell and are the runner's user
 * @param runAs the user that agents run as; absent for the runner's own
 * @param areKeysGiven whether agents that ask models are given the keys
 * @param isMemoryLimited whether an agent cannot take all memory
 * @param areProcessesLimited whether an agent cannot start any number of processes
 */
public record RunnerExposure(
        String host,
        List<String> pools,
        List<String> poolsWithoutWall,
        @Nullable String runAs,
        boolean areKeysGiven,
        boolean isMemoryLimited,
        boolean areProcessesLimited) {
    public RunnerExposure {
        pools = List.copyOf(pools);
        poolsWithoutWall = List.copyOf(poolsWithoutWall);
    }

    static RunnerExposure of(RunnerSettings settings, Map<String, String> environment) {
        PoolCheck check = new PoolCheck(settings, environment);
        AgentProcessSettings processes = settings.agents().processes();
        List<String> pools = check.withPrograms().stream().map(Pool::value).toList();
        return new RunnerExposure(
                settings.policy().host(),
                pools,
                check.withoutWall().stream().map(Pool::value).toList(),
                processes.runAs(),
                processes.keys() == KeyHandling.DIRECT && !pools.isEmpty(),
                processes.memoryBytes() > 0,
                processes.maxProcesses() > 0);
    }
}
