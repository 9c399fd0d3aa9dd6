package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The folder of one agent.
 *
 * <pre>
 * workers/agent-1763700000-3fa9c1/
 *   AGENTS.md  TOOLS.md  bin/
 *   tasks/discord-1234/          the agent's working folder
 *     AGENTS.md  TASK.txt  RESULT.txt  SUMMARY.txt  agent-output.log  inputs/  outputs/
 * </pre>
 *
 * @param agent {@code agent-<epoch seconds>-<random>}
 * @param root the agent's folder, absolute
 * @param task the task's folder in it, absolute
 * @param shown the task's folder as reports name it, {@code workers/agent-…/tasks/<task id>}
 */
public record Workspace(String agent, Path root, Path task, String shown) {
    public static final String AGENTS = "AGENTS.md";
    public static final String TASK = "TASK.txt";
    public static final String RESULT = "RESULT.txt";
    public static final String SUMMARY = "SUMMARY.txt";
    public static final String LOG = "agent-output.log";
    public static final String INPUTS = "inputs";
    public static final String OUTPUTS = "outputs";

    /**
     * A file that marks an agent's folder as that of a success, which may be deleted after a while.
     */
    static final String SUCCEEDED = ".succeeded";

    /** For temporary files; deleted when the agent has ended. */
    public Path scratch() {
        return root.resolve(".tmp");
    }

    /** For programs that are the agent's alone; deleted when it has ended. */
    public Path programs() {
        return root.resolve("bin");
    }

    /** Whether the task's folder is where it was made: an agent may have put a link there. */
    boolean isInPlace() {
        try {
            return task.toRealPath().equals(task);
        } catch (IOException gone) {
            return false;
        }
    }

    public Path file(String name) {
        return task.resolve(name);
    }
}
