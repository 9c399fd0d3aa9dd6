package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.PoolExecutors;
import dev.crayfleet.agents.process.ProcessTree;
import dev.crayfleet.agents.workspace.RunRecord;
import dev.crayfleet.agents.workspace.RunRegistry;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what agents of runners that were killed go on doing. Not safe for use by many threads. */
public final class OrphanReaper {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanReaper.class);

    private final RunRegistry notes;
    private final PoolExecutors executors;

    /** Agents whose sessions wait for their Gateway: told once. */
    private final Set<String> waiting = new HashSet<>();

    public OrphanReaper(RunRegistry notes, PoolExecutors executors) {
        this.notes = notes;
        this.executors = executors;
    }

    /**
     * To be called before anything is run, and now and then: a runner in another container is known
     * to be gone only after a while.
     *
     * @return how many agents were left that had not been found before
     */
    public int end() throws InterruptedException {
        int found = 0;
        for (RunRecord note : notes.findOrphans()) {
            if (waiting.contains(note.agent())) {
                continue;
            }
            found++;
            LOG.warn("{} was left behind by a runner that is gone; it is ended", note.agent());
            if (!note.mark().isEmpty()
                    && !ProcessTree.ofOrphan(note.process(), note.mark()).end()) {
                LOG.error("processes of {} cannot be stopped", note.agent());
            } else if (note.session().isEmpty()) {
                notes.remove(note.agent());
            } else {
                discard(note);
            }
        }
        return found;
    }

    /** The Gateway may be away for longer than this life: the note stays until it has confirmed. */
    private void discard(RunRecord note) {
        waiting.add(note.agent());
        if (!executors.discard(note.session(), () -> notes.remove(note.agent()))) {
            LOG.warn(
                    "its session {} is in a gateway that this runner does not use; one that does will end it",
                    note.session());
        }
    }
}
