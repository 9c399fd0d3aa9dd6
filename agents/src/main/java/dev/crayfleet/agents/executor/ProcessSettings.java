package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.process.AgentProcess;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every agent that is a process of its own is started with.
 *
 * @param environment the runner's own, of which agents get a part
 * @param passEnv names of further variables for agents
 * @param extraPythonPath put before PYTHONPATH
 * @param killGrace how long it may take to end by itself when it is stopped
 * @param silence without output, after which it is stopped; zero for never
 * @param logBytes of agent-output.log
 * @param confinement what the system holds it to
 * @param secrets that are masked in its log
 */
public record ProcessSettings(
        Map<String, String> environment,
        List<String> passEnv,
        @Nullable String extraPythonPath,
        Duration killGrace,
        Duration silence,
        long logBytes,
        ResourceLimits confinement,
        Secrets secrets) {
    public ProcessSettings {
        environment = Map.copyOf(environment);
        passEnv = List.copyOf(passEnv);
    }

    /**
     * @param limit after which it is stopped
     * @param all its environment
     */
    public AgentProcess.Command command(
            List<String> words, Executor.Job job, Duration limit, Map<String, String> all) {
        return new AgentProcess.Command(
                words,
                job.workspace().task(),
                all,
                job.workspace().file(Workspace.LOG),
                logBytes,
                new AgentProcess.Patience(limit, silence, killGrace),
                confinement,
                job.workspace().agent(),
                secrets,
                launch -> job.note().runs(launch.mark(), launch.process().pid()));
    }

    @Override
    public String toString() {
        return "ProcessSettings[passEnv=%s]".formatted(passEnv);
    }
}
