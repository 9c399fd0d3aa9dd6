package dev.crayfleet.agents.workspace;

import dev.crayfleet.agents.process.OwnershipTransfer;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes workspaces. */
public final class Workspaces {
    private static final Logger LOG = LoggerFactory.getLogger(Workspaces.class);
    private static final String TOOLS = "TOOLS.md";
    private static final String TASKS = "tasks";
    private static final Set<PosixFilePermission> OPEN =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x20-\\x7e]");

    private final WorkspaceSettings settings;
    private final RandomGenerator random;
    private final @Nullable String owner;

    public Workspaces(WorkspaceSettings settings, RandomGenerator random) {
        this(settings, random, null);
    }

    /**
     * @param owner whom the agents' own folders in them are given to; absent for the runner's own
     *     user
     */
    public Workspaces(WorkspaceSettings settings, RandomGenerator random, @Nullable String owner) {
        this.settings = settings;
        this.random = random;
        this.owner = owner;
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
        try {
            fill(workspace, task, prompt, inputs);
        } catch (IOException | RuntimeException e) {
            // Half of it is of no use, least of all where the disk is full.
            deleteHalf(workspace, e);
            throw e;
        }
        return workspace;
    }

    private static void deleteHalf(Workspace workspace, Exception why) {
        try {
            Retention.delete(workspace.root());
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void fill(Workspace workspace, TaskId task, String prompt, Map<String, byte[]> inputs)
            throws IOException {
        Files.createDirectories(workspace.task());
        Files.createDirectories(workspace.scratch());
        List<String> names = inputs(workspace, inputs);
        String instructions =
                AgentInstructions.text(settings, task, prompt, names, workspace.shown());
        Files.writeString(workspace.root().resolve(Workspace.AGENTS), instructions);
        // OpenClaw reads the one in the folder it works in.
        Files.writeString(workspace.file(Workspace.AGENTS), instructions);
        Path tools = settings.folder().resolve(TOOLS);
        if (Files.isRegularFile(tools)) {
            Files.copy(tools, workspace.root().resolve(TOOLS));
        }
        Files.write(workspace.file(Workspace.TASK), prompt.getBytes(StandardCharsets.UTF_8));
        Files.createFile(workspace.file(Workspace.LOG));
        if (owner != null) {
            give(workspace, owner);
        }
    }

    /**
     * All but the two folders above the task's, which stay the runner's: all agents may be one
     * user, and none is to put another folder where the runner looks for that of its neighbour.
     */
    private static void give(Workspace workspace, String owner) throws IOException {
        Path tasks = workspace.root().resolve(TASKS);
        for (Path folder : List.of(workspace.root(), tasks)) {
            Files.setPosixFilePermissions(folder, OPEN);
        }
        OwnershipTransfer.give(workspace.task(), owner);
        try (DirectoryStream<Path> rest = Files.newDirectoryStream(workspace.root())) {
            for (Path each : rest) {
                if (!each.equals(tasks)) {
                    OwnershipTransfer.give(each, owner);
                }
            }
        }
    }

    /** The names that they got. */
    private static List<String> inputs(Workspace workspace, Map<String, byte[]> inputs)
            throws IOException {
        if (inputs.isEmpty()) {
            return List.of();
        }
        Path folder = Files.createDirectory(workspace.file(Workspace.INPUTS));
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            Path file = input(folder, input.getKey());
            // Some file systems take Data.csv for data.csv.
            for (int n = 2; Files.exists(file, LinkOption.NOFOLLOW_LINKS); n++) {
                file = input(folder, n + "-" + Limits.cut(input.getKey(), 60));
            }
            Files.write(file, input.getValue(), StandardOpenOption.CREATE_NEW);
            names.add(String.valueOf(file.getFileName()));
        }
        return names;
    }

    /**
     * @throws IllegalArgumentException if the name could leave the folder
     */
    private static Path input(Path folder, String name) {
        if (!FileRef.isSafeName(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no plain file name");
        }
        try {
            return folder.resolve(name);
        } catch (InvalidPathException notInThisLocale) {
            return folder.resolve(NOT_ASCII.matcher(name).replaceAll("_"));
        }
    }

    /** Names a workspace without making it, for an executor that needs none. */
    public Workspace named(TaskId task, Instant now) {
        String agent = agent(now);
        return workspace(task, agent, settings.folder().resolve(agent));
    }

    /** Deletes what is only of use while an agent runs. */
    public void clear(Workspace workspace) {
        try {
            if (Files.isDirectory(workspace.scratch(), LinkOption.NOFOLLOW_LINKS)) {
                Retention.delete(workspace.scratch());
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", workspace.scratch(), e.toString());
        }
    }

    /** Says that the agent's folder may be deleted when its time is over. */
    public void succeeded(Workspace workspace) {
        Path mark = workspace.root().resolve(Workspace.SUCCEEDED);
        try {
            if (Files.notExists(mark)) {
                Files.createFile(mark);
            }
        } catch (IOException e) {
            LOG.warn("{} will be kept like a failure's: {}", workspace.agent(), e.toString());
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
                root.resolve(TASKS).resolve(task.value()),
                (name == null ? "" : name + "/") + agent + "/" + TASKS + "/" + task);
    }
}
