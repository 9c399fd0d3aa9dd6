package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.process.AgentCommand;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ProcessTimeouts;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What every agent that is a process of its own is started with.
 *
 * @param killGrace how long it may take to end by itself when it is stopped
 * @param silence without output, after which it is stopped; zero for never
 * @param logBytes of agent-output.log
 * @param secrets that are masked in its log
 */
public record ProcessSettings(
        EnvironmentSettings environment,
        Duration killGrace,
        Duration silence,
        long logBytes,
        ResourceLimits limits,
        Secrets secrets) {
    /**
     * The command of one attempt.
     *
     * @param timeout after which it is stopped
     * @param variables its whole environment
     * @param onEnd run when it has ended or is to be stopped, before it is
     */
    public AgentCommand command(
            List<String> words,
            AgentExecutor.Job job,
            Duration timeout,
            Map<String, String> variables,
            Runnable onEnd) {
        Workspace workspace = job.workspace();
        return new AgentCommand(
                new AgentCommand.Program(words, workspace.task(), variables),
                new AgentCommand.LogFile(workspace.file(Workspace.LOG), logBytes, secrets),
                new ProcessTimeouts(timeout, silence, killGrace),
                limits,
                workspace.agent(),
                launched ->
                        job.registration()
                                .processStarted(launched.mark(), launched.process().pid()),
                onEnd);
    }

    @Override
    public String toString() {
        return "ProcessSettings[%s]".formatted(environment);
    }
}
