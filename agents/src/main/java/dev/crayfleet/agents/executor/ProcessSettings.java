package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.process.AgentCommand;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ProcessTimeouts;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every agent that is a process of its own is started with.
 *
 * @param killGrace how long it may take to end by itself when it is stopped
 * @param silence without output, after which it is stopped; zero for never
 * @param logBytes of agent-output.log
 * @param limits of each, with the user that all of them are, if they are one
 * @param secrets that are masked in its log
 * @param users whom they run as
 */
public record ProcessSettings(
        EnvironmentSettings environment,
        Duration killGrace,
        Duration silence,
        long logBytes,
        ResourceLimits limits,
        Secrets secrets,
        AgentUsers users) {
    /** With one user for all, that of the limits. */
    public ProcessSettings(
            EnvironmentSettings environment,
            Duration killGrace,
            Duration silence,
            long logBytes,
            ResourceLimits limits,
            Secrets secrets) {
        this(
                environment,
                killGrace,
                silence,
                logBytes,
                limits,
                secrets,
                AgentUsers.of(limits.user()));
    }

    /** Of one attempt, with the user that it has. */
    public ResourceLimits limits(AgentExecutor.Job job) {
        return job.user() == null ? limits : limits.as(job.user());
    }

    /**
     * The command of one attempt.
     *
     * @param timeout after which it is stopped
     * @param variables its whole environment, but for what it delegates with
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
                new AgentCommand.Program(words, workspace.task(), withGrant(job, variables)),
                new AgentCommand.LogFile(workspace.file(Workspace.LOG), logBytes, secrets),
                new ProcessTimeouts(timeout, silence, killGrace),
                limits(job),
                workspace.agent(),
                launched ->
                        job.registration()
                                .processStarted(launched.mark(), launched.process().pid()),
                onEnd);
    }

    private static Map<String, String> withGrant(
            AgentExecutor.Job job, Map<String, String> variables) {
        TaskGrant grant = job.grant();
        if (grant == null) {
            return variables;
        }
        Map<String, String> all = new TreeMap<>(variables);
        all.put(TaskGrant.TOKEN_VARIABLE, grant.token());
        all.put(TaskGrant.URL_VARIABLE, grant.url());
        all.merge(
                "PATH",
                job.workspace().programs().toString(),
                (path, own) -> own + File.pathSeparator + path);
        return all;
    }

    @Override
    public String toString() {
        return "ProcessSettings[%s]".formatted(environment);
    }
}
