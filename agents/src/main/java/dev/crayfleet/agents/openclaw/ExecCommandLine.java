package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Arguments, configuration and environment of {@code openclaw agent exec} for one attempt. */
final class ExecCommandLine {
    static final String STATE_DIR = "OPENCLAW_STATE_DIR";

    private final OpenClawExecutorSettings settings;
    private final OpenClawFile file;

    ExecCommandLine(OpenClawExecutorSettings settings, OpenClawFile file) {
        this.settings = settings;
        this.file = file;
    }

    /**
     * The program and its arguments. Writes the configuration that they name, where it is not the
     * user's own.
     *
     * @throws IllegalArgumentException with a sentence for people, if the user's configuration
     *     cannot be changed as it has to be
     */
    List<String> words(Job job, OpenClawJson json, ModelKeys.Access access) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(settings.program().toString(), "agent", "exec", "--json"));
        if (settings.restricted()
                || settings.processes().limits(job).user() != null
                || access.isProxied()) {
            words.addAll(List.of("--config", writeConfig(job, access.config(json)).toString()));
        } else if (file.exists()) {
            words.addAll(List.of("--config", file.path().toAbsolutePath().toString()));
        }
        words.addAll(List.of("--cwd", job.workspace().task().toString()));
        words.addAll(List.of("--message-file", job.workspace().file(Workspace.TASK).toString()));
        words.addAll(List.of("--timeout", Long.toString(Math.max(1, job.timeout().toSeconds()))));
        if (job.plan().requestedModel() != null) {
            words.addAll(List.of("--model", job.plan().requestedModel()));
        }
        if (job.plan().passThinking()) {
            words.addAll(List.of("--thinking", job.plan().thinking().word()));
        }
        return words;
    }

    /**
     * Writes a configuration outside of the folder that OpenClaw's file tools see, where the user
     * that the agent runs as can read it.
     */
    private Path writeConfig(Job job, ObjectNode config) throws IOException {
        return settings.processes()
                .limits(job)
                .writeFile(
                        settings.restricted()
                                ? OpenClawConfigs.restricted(config)
                                : OpenClawConfigs.whole(config),
                        // Only the runner writes there.
                        job.workspace().root(),
                        config(job.workspace().scratch()));
    }

    private static Path config(Path scratch) {
        return scratch.resolve("openclaw.json");
    }

    Map<String, String> environment(Job job, OpenClawJson json, ModelKeys.Access access)
            throws IOException {
        Path scratch = job.workspace().scratch();
        Map<String, String> environment =
                settings.processes().environment().forProgram(settings.program(), json.variables());
        environment.put("TMPDIR", scratch.toString());
        // Without these two OpenClaw starts itself again, and a kill would hit the first process.
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        environment.put("OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED", "1");
        settings.prepareCache(job, environment);
        SystemUser user = job.user();
        boolean isStranger = user != null && user.isOfOneAgent();
        if (settings.stateDir() != null) {
            environment.put(
                    STATE_DIR, (isStranger ? freshState(job) : settings.stateDir()).toString());
        }
        if (access.isProxied()) {
            access.restrict(environment, config(scratch), freshState(job));
        }
        return environment;
    }

    /**
     * What OpenClaw keeps for its user has logins and keys in it, and it believes what stands
     * there, whoever wrote it.
     */
    private Path freshState(Job job) throws IOException {
        Path state = Files.createDirectories(job.workspace().scratch().resolve("openclaw-state"));
        settings.processes().limits(job).giveOwnership(state);
        return state;
    }
}
