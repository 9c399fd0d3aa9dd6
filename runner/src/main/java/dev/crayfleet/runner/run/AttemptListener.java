package dev.crayfleet.runner.run;

import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.workspace.Workspace;
import java.util.Optional;

/** Gets the progress of an attempt. */
interface AttemptListener {
    /**
     * @param workspace of its agent
     * @param executor for people
     */
    void started(Workspace workspace, String executor);

    /**
     * By which its agent asks others to do something; whoever calls this closes it.
     *
     * @return empty where it cannot
     * @throws IllegalStateException with a sentence for people, if there can be none now
     */
    default Optional<TaskGrant> openGrant() {
        return Optional.empty();
    }

    /**
     * @param note one line, with secrets masked
     */
    void progressed(String note);
}
