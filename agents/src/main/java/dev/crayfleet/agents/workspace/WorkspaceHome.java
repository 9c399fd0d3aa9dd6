package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What an agent brings along into the folder of its task. */
public interface WorkspaceHome {
    /**
     * Copies it, but for AGENTS.md and what is the task's.
     *
     * @param target the task's folder, which is empty
     * @return its AGENTS.md, a template as the user's own is; empty where it has none
     */
    Optional<String> copyTo(Path target) throws IOException;

    /**
     * What AGENTS.md is to say about it.
     *
     * @param hasTemplate whether it has an AGENTS.md of its own
     */
    String instructions(boolean hasTemplate);
}
