package dev.crayfleet.runner.run;

import dev.crayfleet.agents.workspace.Workspace;

/** Gets the progress of an attempt. */
interface AttemptListener {
    /**
     * @param workspace of its agent
     * @param executor for people
     */
    void started(Workspace workspace, String executor);

    /**
     * @param note one line, with secrets masked
     */
    void progressed(String note);
}
