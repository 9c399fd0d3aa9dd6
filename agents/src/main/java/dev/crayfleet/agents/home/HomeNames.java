package dev.crayfleet.agents.home;

import dev.crayfleet.agents.workspace.Workspace;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/** What of a home is no part of the agent's character, or cannot be carried. */
final class HomeNames {
    static final String AGENTS = Workspace.AGENTS;
    static final String MEMORY = "MEMORY.md";
    static final String MEMORY_FOLDER = "memory";

    /** The runner's own in a home: the lock, and what is being kept. */
    static final String STATE = ".crayfleet";

    /** In any folder: histories, and what tools can make again. */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    STATE,
                    ".git",
                    ".hg",
                    ".svn",
                    ".cache",
                    ".venv",
                    "venv",
                    "node_modules",
                    "__pycache__",
                    ".DS_Store");

    /** Directly in the home: what in a task's folder is the task's. */
    private static final Set<String> OF_THE_TASK =
            Set.of(
                    Workspace.TASK,
                    Workspace.RESULT,
                    Workspace.SUMMARY,
                    Workspace.LOG,
                    Workspace.INPUTS,
                    Workspace.OUTPUTS,
                    "delegations",
                    "shared",
                    // The first talk with a person, which is over, or has no person here.
                    "BOOTSTRAP.md");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private HomeNames() {}

    /**
     * @param depth 0 directly in the home
     */
    static boolean isLeftOut(String name, int depth) {
        return LEFT_OUT.contains(name) || depth == 0 && OF_THE_TASK.contains(name);
    }

    /** Whether a name is text of one line, the same when it is written down and read again. */
    static boolean isPlain(Path name) {
        String text = name.toString();
        return !text.contains("\ufffd") && !INVISIBLE.matcher(text).find();
    }

    /** Whether it is of what an agent notes down. */
    static boolean isMemory(String relative) {
        return relative.equals(MEMORY) || relative.startsWith(MEMORY_FOLDER + "/");
    }

    /** For people. */
    static String shown(String name) {
        return INVISIBLE.matcher(name).replaceAll("?");
    }
}
