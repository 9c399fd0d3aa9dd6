package dev.crayfleet.agents.workspace;

import dev.crayfleet.agents.process.OwnershipTransfer;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates workspaces. */
public final class Workspaces {
    private static final Logger LOG = LoggerFactory.getLogger(Workspaces.class);
    private static final String TASKS = "tasks";

    /** As the runner makes the folder of all agents, and as it is when a user was let through. */
    private static final Set<Set<PosixFilePermission>> CLOSED =
            Set.of(
                    PosixFilePermissions.fromString("rwx------"),
                    PosixFilePermissions.fromString("rwx--x---"),
                    PosixFilePermissions.fromString("rwx--x--x"));

    private final WorkspaceSettings settings;
    private final RandomGenerator random;
    private final ToolsFile tools;

    public Workspaces(WorkspaceSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.tools = new ToolsFile(settings);
    }

    /** The same for an agent that is the runner's own user. */
    public Workspace create(TaskId task, String prompt, Map<String, byte[]> inputs, Instant now)
            throws IOException {
        return create(task, prompt, inputs, now, null, null);
    }

    /**
     * Creates a fresh folder with all that the agent gets.
     *
     * @param inputs the requester's files, by plain name
     * @param owner of what is the agent's in it; absent for the runner's own user
     * @param program that it has for itself; absent for none
     * @throws IOException if it cannot be written, or the user's template cannot be read
     */
    public Workspace create(
            TaskId task,
            String prompt,
            Map<String, byte[]> inputs,
            Instant now,
            @Nullable SystemUser owner,
            @Nullable AgentProgram program)
            throws IOException {
        return create(task, prompt, inputs, now, owner, program, null);
    }

    /**
     * The same for an agent that brings something along.
     *
     * @param home absent where it has none
     */
    public Workspace create(
            TaskId task,
            String prompt,
            Map<String, byte[]> inputs,
            Instant now,
            @Nullable SystemUser owner,
            @Nullable AgentProgram program,
            @Nullable WorkspaceHome home)
            throws IOException {
        createWorkers(settings.folder(), owner);
        Workspace workspace = createFolder(task, now);
        try {
            fill(workspace, task, prompt, inputs, program, home);
            if (owner != null) {
                giveOwnership(workspace, owner);
            }
        } catch (IOException | RuntimeException e) {
            // A part of it is of no use, least of all where the disk is full.
            deletePartial(workspace, e);
            throw e;
        }
        return workspace;
    }

    private static void deletePartial(Workspace workspace, Exception cause) {
        try {
            FolderDeletion.delete(workspace.root());
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void fill(
            Workspace workspace,
            TaskId task,
            String prompt,
            Map<String, byte[]> inputs,
            @Nullable AgentProgram program,
            @Nullable WorkspaceHome home)
            throws IOException {
        OwnFiles.createFolders(workspace.task());
        AgentInstructions.Rules own = rules(workspace, home);
        OwnFiles.createFolders(workspace.scratch());
        List<String> names = WorkspaceInputs.write(workspace, inputs);
        if (program != null) {
            OwnFiles.createFolder(workspace.programs());
            program.writeTo(workspace.programs(), workspace.task());
        }
        String instructions =
                AgentInstructions.text(
                        settings,
                        task,
                        prompt,
                        names,
                        workspace.shown(),
                        own,
                        program == null ? "" : program.instructions(workspace.programs()));
        Files.writeString(workspace.root().resolve(Workspace.AGENTS), instructions);
        // OpenClaw reads the one in the folder it works in.
        Files.writeString(workspace.file(Workspace.AGENTS), instructions);
        tools.copyTo(workspace.root(), workspace.file(ToolsFile.NAME));
        Files.write(workspace.file(Workspace.TASK), prompt.getBytes(StandardCharsets.UTF_8));
        Files.createFile(workspace.file(Workspace.LOG));
    }

    private static AgentInstructions.Rules rules(Workspace workspace, @Nullable WorkspaceHome home)
            throws IOException {
        if (home == null) {
            return AgentInstructions.Rules.NONE;
        }
        Optional<String> template = home.copyTo(workspace.task());
        return new AgentInstructions.Rules(
                template.orElse(null), home.instructions(template.isPresent()));
    }

    /**
     * Makes the owner that of all but the two folders above the task's, which stay the runner's and
     * let only that user through: all agents may be one user, and none may put another folder in
     * the place of a neighbour's.
     */
    private static void giveOwnership(Workspace workspace, SystemUser owner) throws IOException {
        Path tasks = workspace.root().resolve(TASKS);
        for (Path folder : List.of(workspace.root(), tasks)) {
            owner.letThrough(folder);
        }
        OwnershipTransfer.transfer(workspace.task(), owner.account());
        try (DirectoryStream<Path> rest = Files.newDirectoryStream(workspace.root())) {
            for (Path each : rest) {
                if (!each.equals(tasks)) {
                    OwnershipTransfer.transfer(each, owner.account());
                }
            }
        }
    }

    /** Names a workspace without creating it, for an executor that needs none. */
    public Workspace named(TaskId task, Instant now) {
        String agent = newName(now);
        return workspace(task, agent, settings.folder().resolve(agent));
    }

    /** Deletes what is only needed while an agent runs, and closes the rest to later agents. */
    public void clear(Workspace workspace) {
        OwnFiles.close(workspace.root());
        delete(workspace.scratch());
        delete(workspace.programs());
    }

    private static void delete(Path folder) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                FolderDeletion.delete(folder);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", folder, e.toString());
        }
    }

    /** Marks the agent's folder as one that may be deleted after its retention. */
    public void markSucceeded(Workspace workspace) {
        Path mark = workspace.root().resolve(Workspace.SUCCEEDED);
        try {
            if (Files.notExists(mark)) {
                Files.createFile(mark);
            }
        } catch (IOException e) {
            LOG.warn("{} will be kept like a failure's: {}", workspace.agent(), e.toString());
        }
    }

    /**
     * Makes the folder of all agents if it is missing. One that is there, and that others may pass
     * through, stays so.
     *
     * @param owner whom it lets through, or, where each agent is a user of its own, everybody;
     *     absent for the runner's own user
     */
    public static void createWorkers(Path folder, @Nullable SystemUser owner) throws IOException {
        OwnFiles.createFolders(folder);
        // Also where another user was let through before.
        if (owner == null
                || !OwnFiles.isOwn(folder)
                || !CLOSED.contains(Files.getPosixFilePermissions(folder))) {
            return;
        }
        if (owner.isOfOneAgent()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        } else {
            owner.letThrough(folder);
        }
    }

    private Workspace createFolder(TaskId task, Instant now) throws IOException {
        String agent = newName(now);
        return workspace(
                task, agent, OwnFiles.createFolder(settings.folder().resolve(agent)).toRealPath());
    }

    private String newName(Instant now) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return "agent-" + now.getEpochSecond() + "-" + HexFormat.of().formatHex(bytes);
    }

    private Workspace workspace(TaskId task, String agent, Path root) {
        Path workers = settings.folder().getFileName();
        return new Workspace(
                agent,
                root,
                root.resolve(TASKS).resolve(task.value()),
                (workers == null ? "" : workers + "/") + agent + "/" + TASKS + "/" + task);
    }
}
