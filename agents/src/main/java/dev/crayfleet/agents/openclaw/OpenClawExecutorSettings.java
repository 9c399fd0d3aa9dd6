package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.OwnFiles;
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
    /** The variable by which Node.js is told of it. */
    static final String CACHE = "NODE_COMPILE_CACHE";

    /**
     * Of compiled code. What is in it is executed: so what an agent could change that is a user of
     * its own, no other gets.
     *
     * @param environment of the agent, where the machine may name one that is prepared
     */
    Path cache(Job job, Map<String, String> environment) throws IOException {
        String prepared = environment.get(CACHE);
        if (prepared != null) {
            return Path.of(prepared);
        }
        SystemUser user = job.user();
        Path made =
                user != null && user.isOfOneAgent()
                        ? job.workspace().scratch().resolve("node-compile-cache")
                        : cache;
        OwnFiles.createFolders(made);
        processes.limits(job).giveOwnership(made);
        return made;
    }
}
