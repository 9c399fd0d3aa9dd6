package dev.crayfleet.runner.run;

import dev.crayfleet.agents.home.AgentHome;
import dev.crayfleet.agents.home.AgentHomes;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.AgentProgram;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.ClaimMessage.AgentProfile;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Prepares a task for its agent: fetches its files, and makes its workspace. */
public final class TaskPreparer {
    private static final int MAX_NAME_CHARS = 60;

    private final Workspaces workspaces;
    private final FileTransfer files;
    private final AgentHomes homes;
    private final Clock clock;

    public TaskPreparer(Workspaces workspaces, FileTransfer files, AgentHomes homes, Clock clock) {
        this.workspaces = workspaces;
        this.files = files;
        this.homes = homes;
        this.clock = clock;
    }

    /**
     * @param workspace made, or only named
     * @param prompt the whole one, also where it travelled as a file
     * @param home of its agent, open; absent where it has none
     */
    record PreparedTask(Workspace workspace, String prompt, @Nullable AgentHome home)
            implements AutoCloseable {
        @Override
        public void close() {
            if (home != null) {
                home.close();
            }
        }
    }

    FileTransfer files() {
        return files;
    }

    /**
     * @param onDisk whether its workspace is made; if not, it is only named
     * @param user whom its agent runs as; absent for the runner's own
     * @param program that its agent has for itself; absent for none
     * @param isWanted asked while files are fetched
     * @throws IOException if a file cannot be fetched, or the workspace cannot be made
     */
    PreparedTask prepare(
            ClaimGranted claim,
            boolean onDisk,
            @Nullable SystemUser user,
            @Nullable AgentProgram program,
            BooleanSupplier isWanted)
            throws IOException, InterruptedException {
        String prompt = wholePrompt(claim.work().prompt(), isWanted);
        Map<String, byte[]> inputs = new LinkedHashMap<>();
        for (FileRef file : claim.work().files()) {
            inputs.put(unusedName(inputs, file.name()), files.fetch(file, isWanted));
        }
        TaskId task = claim.attempt().task();
        if (!onDisk) {
            return new PreparedTask(workspaces.named(task, clock.instant()), prompt, null);
        }
        // Last, because no other attempt may have it meanwhile.
        AgentHome home = openHome(claim.work().agent(), isWanted);
        try {
            Workspace workspace =
                    workspaces.create(task, prompt, inputs, clock.instant(), user, program, home);
            return new PreparedTask(workspace, prompt, home);
        } catch (IOException | RuntimeException e) {
            if (home != null) {
                home.close();
            }
            throw e;
        }
    }

    /** Null where the agent has none. */
    private @Nullable AgentHome openHome(@Nullable AgentProfile agent, BooleanSupplier isWanted)
            throws IOException, InterruptedException {
        return agent == null || agent.home() == null
                ? null
                : homes.open(agent.home(), agent.keepsMemory(), isWanted);
    }

    /** Deletes what is only of use while the agent runs, and closes the rest to later agents. */
    void cleanUp(Workspace workspace) {
        workspaces.clear(workspace);
    }

    private String wholePrompt(Prompt prompt, BooleanSupplier isWanted) throws IOException {
        FileRef file = prompt.file();
        return file == null
                ? prompt.text()
                : new String(files.fetch(file, isWanted), StandardCharsets.UTF_8);
    }

    /** Two attachments may have one name. */
    private static String unusedName(Map<String, byte[]> used, String name) {
        String unused = name;
        for (int n = 2; used.containsKey(unused); n++) {
            unused = n + "-" + Limits.cut(name, MAX_NAME_CHARS);
        }
        return unused;
    }
}
