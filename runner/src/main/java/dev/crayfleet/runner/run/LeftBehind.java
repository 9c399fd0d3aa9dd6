package dev.crayfleet.runner.run;

import dev.crayfleet.runner.executor.PoolExecutors;
import dev.crayfleet.runner.process.ProcessTree;
import dev.crayfleet.runner.workspace.RunNotes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what agents of runners that were killed go on doing. */
public final class LeftBehind {
    private static final Logger LOG = LoggerFactory.getLogger(LeftBehind.class);

    private LeftBehind() {}

    /**
     * To be called before anything is run.
     *
     * @return how many agents were left
     */
    public static int end(RunNotes notes, PoolExecutors executors) throws InterruptedException {
        int found = 0;
        for (RunNotes.Note note : notes.leftBehind()) {
            found++;
            LOG.warn("{} was left behind by a runner that is gone; it is ended", note.agent());
            if (!note.session().isEmpty()) {
                executors.discard(note.session());
            }
            boolean ended =
                    note.mark().isEmpty()
                            || ProcessTree.leftBehind(note.process(), note.mark()).end();
            if (ended) {
                notes.remove(note.agent());
            } else {
                LOG.error("processes of {} cannot be stopped", note.agent());
            }
        }
        return found;
    }
}
