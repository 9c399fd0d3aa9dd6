package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.FileRef;
import java.io.IOException;

/** The way from one attempt to its dispatcher, which decides about what its agent delegates. */
public interface DelegationLane {
    /**
     * Asks for a decision; again with the same number if none came.
     *
     * @throws IOException if the request cannot be carried now
     */
    void request(int number, DelegationRequest request) throws IOException;

    /** The agent has begun to wait for what it has delegated, or does not wait any more. */
    void waiting(boolean waiting);

    /**
     * Carries a file for another agent.
     *
     * @param name a plain file name
     * @throws IOException if it could not be written in time
     */
    FileRef upload(String name, byte[] content) throws IOException;

    /**
     * Fetches a file of another agent.
     *
     * @throws IOException if it is no longer there, or not as it was
     */
    byte[] fetch(FileRef file) throws IOException;
}
