package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Path;

/** A program that the agent of one attempt gets for itself, beside the folder of its task. */
public interface AgentProgram {
    /**
     * Writes it.
     *
     * @param folder is the agent's alone, and deleted at its end
     * @param task the folder that the agent works in
     */
    void writeTo(Path folder, Path task) throws IOException;

    /**
     * How to use it, as a section of AGENTS.md; empty where the agent is not to be told.
     *
     * @param folder where it was written
     */
    String instructions(Path folder);
}
