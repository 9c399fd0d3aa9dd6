package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.ProcessSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How {@link OpenClawExecutor} starts OpenClaw.
 *
 * @param program to run
 * @param stateDir OpenClaw's own state; absent leaves it to OpenClaw
 * @param cache of compiled code, shared by all runs whose agents are one user
 * @param startGrace what it may take beyond a task's timeout before it is stopped
 * @param restricted whether agents have no shell, and no files but those of their workspace
 * @param fallback for a thinking level that the model does not have
 * @param keys how agents come to those of models
 */
public record OpenClawExecutorSettings(
        Path program,
        @Nullable Path stateDir,
        Path cache,
        Duration startGrace,
        boolean restricted,
        ThinkingFallback fallback,
        ModelKeys keys,
        ProcessSettings processes) {
    /**
     * Gives the agent a folder for compiled code.
     *
     * @param environment of the agent, where the machine may name one that is prepared
     */
    void prepareCache(Job job, Map<String, String> environment) throws IOException {
        CompileCache.prepare(
                environment,
                cache,
                job.workspace().scratch().resolve("node-compile-cache"),
                processes.limits(job));
    }
}
