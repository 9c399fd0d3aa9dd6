package dev.crayfleet.runner.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of agents get, and what they are held to.
 *
 * @param keys how they come to those of models
 * @param passEnv names of further environment variables
 * @param extraPythonPath put before PYTHONPATH
 * @param cpuTime of each process; zero for any
 * @param memoryBytes of each process, and of all of an agent together; 0 for any
 * @param fileBytes of each file that an agent writes; 0 for any
 * @param maxProcesses of an agent at the same time; 0 for any
 * @param runAs the user they run as; absent for the runner's own
 * @param silenceTimeout after which an agent that says nothing is stopped; zero for never
 */
public record AgentProcessSettings(
        KeyHandling keys,
        List<String> passEnv,
        @Nullable String extraPythonPath,
        Duration cpuTime,
        long memoryBytes,
        long fileBytes,
        int maxProcesses,
        @Nullable String runAs,
        Duration silenceTimeout) {
    public AgentProcessSettings {
        passEnv = List.copyOf(passEnv);
    }
}
