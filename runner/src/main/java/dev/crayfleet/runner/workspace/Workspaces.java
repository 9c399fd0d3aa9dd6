package dev.crayfleet.runner.workspace;

import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes workspaces. */
public final class Workspaces {
    private static final String TOOLS = "TOOLS.md";

    private final WorkspaceSettings settings;
    private final RandomGenerator random;

    public Workspaces(WorkspaceSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * Makes a fresh folder with all that the agent is given.
     *
     * @param inputs the requester's files, by plain name
     * @throws IOException if it cannot be written, or the user's template cannot be read
     */
    public Workspace create(TaskId task, String prompt, Map<String, byte[]> inputs, Instant now)
            throws IOException {
        Workspace workspace = claimFolder(task, now);
        Files.createDirectories(workspace.task());
        String instructions =
                Instructions.text(settings, task, prompt, inputs.keySet(), workspace.shown());
        Files.writeString(workspace.root().resolve(Workspace.AGENTS), instructions);
        // OpenClaw reads the one in the folder it works in.
        Files.writeString(workspace.file(Workspace.AGENTS), instructions);
        Path tools = settings.folder().resolve(TOOLS);
        if (Files.isRegularFile(tools)) {
            Files.copy(tools, workspace.root().resolve(TOOLS));
        }
        Files.write(workspace.file(Workspace.TASK), prompt.getBytes(StandardCharsets.UTF_8));
        Files.createFile(workspace.file(Workspace.LOG));
        if (!inputs.isEmpty()) {
            Path folder = Files.createDirectory(workspace.file(Workspace.INPUTS));
            for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
                Files.write(folder.resolve(input.getKey()), input.getValue());
            }
        }
        return workspace;
    }

    /** Names a workspace without making it, for an executor that needs none. */
    public Workspace named(TaskId task, Instant now) {
        String agent = agent(now);
        return workspace(task, agent, settings.folder().resolve(agent));
    }

    /** Says that the agent's folder may be deleted when its time is over. */
    public void succeeded(Workspace workspace) throws IOException {
        Path mark = workspace.root().resolve(Workspace.SUCCEEDED);
        if (Files.notExists(mark)) {
            Files.createFile(mark);
        }
    }

    private Workspace claimFolder(TaskId task, Instant now) throws IOException {
        Files.createDirectories(settings.folder());
        String agent = agent(now);
        return workspace(
                task, agent, Files.createDirectory(settings.folder().resolve(agent)).toRealPath());
    }

    private String agent(Instant now) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return "agent-" + now.getEpochSecond() + "-" + HexFormat.of().formatHex(bytes);
    }

    private Workspace workspace(TaskId task, String agent, Path root) {
        Path name = settings.folder().getFileName();
        return new Workspace(
                agent,
                root,
                root.resolve("tasks").resolve(task.value()),
                (name == null ? "" : name + "/") + agent + "/tasks/" + task);
    }
}
