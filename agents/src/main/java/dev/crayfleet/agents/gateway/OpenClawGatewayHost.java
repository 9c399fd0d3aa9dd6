package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.Workspace;
import java.util.Optional;

/** Where a Gateway comes from, and who ends what its runs leave behind. */
public interface OpenClawGatewayHost extends AutoCloseable {
    /** Where it is now; empty while it is not there. */
    Optional<OpenClawGatewayEndpoint> endpoint();

    /** Why it is not there, for people; may be empty. */
    String problem();

    /** Whether it was started so lately that nobody answers there yet. */
    default boolean isStarting() {
        return false;
    }

    /** Whether it will not be there before somebody has changed its configuration. */
    default boolean isMisconfigured() {
        return false;
    }

    /** Whether its processes ended one after the other, each soon after its start. */
    default boolean isFailingToStart() {
        return false;
    }

    /** Says in the runner's log what it printed last, and keeps that where it would be lost. */
    default void reportFailedStart() {}

    /** Whom all agents in it run as; empty where that is not this host's to say. */
    default Optional<SystemUser> user() {
        return Optional.empty();
    }

    /** Whether there is any limit that a run may exceed. */
    default boolean hasLimits() {
        return false;
    }

    /** Which limit is exceeded by what runs in a workspace, for people; empty where none is. */
    default Optional<String> excess(Workspace workspace) {
        return Optional.empty();
    }

    /**
     * Ends the processes that a run left behind in its workspace, if they are the host's to end.
     */
    void sweep(Workspace workspace) throws InterruptedException;

    @Override
    void close();
}
