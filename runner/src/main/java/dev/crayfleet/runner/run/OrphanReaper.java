package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.process.ProcessTree;
import dev.crayfleet.agents.workspace.AgentRunFile;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the agents that killed runners left running. Not safe for use by many threads. */
public final class OrphanReaper {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanReaper.class);

    private final AgentRunRegistry registry;
    private final AgentExecutorsByPool executors;

    /** Agents whose sessions are still to be ended in their Gateway, which is logged only once. */
    private final Set<String> pendingAgents = new HashSet<>();

    public OrphanReaper(AgentRunRegistry registry, AgentExecutorsByPool executors) {
        this.registry = registry;
        this.executors = executors;
    }

    /**
     * To be called before anything is run, and at intervals: a runner in another container is known
     * to be gone only after a while.
     *
     * @return how many agents were found that had not been found before
     */
    public int reap() throws InterruptedException {
        int found = 0;
        for (AgentRunFile orphan : registry.findOrphans()) {
            if (pendingAgents.contains(orphan.agent())) {
                continue;
            }
            found++;
            // Expected after a runner was killed, and dealt with.
            LOG.info("{} was left behind by a runner that is gone; it is ended", orphan.agent());
            if (!orphan.mark().isEmpty()
                    && !ProcessTree.ofOrphan(orphan.process(), orphan.mark()).end()) {
                LOG.error("processes of {} cannot be stopped", orphan.agent());
            } else if (orphan.session().isEmpty()) {
                registry.remove(orphan.agent());
            } else {
                endSession(orphan);
            }
        }
        return found;
    }

    /** Its entry stays until the Gateway has confirmed that, which may be after a restart. */
    private void endSession(AgentRunFile orphan) {
        pendingAgents.add(orphan.agent());
        if (!executors.discard(orphan.session(), () -> registry.remove(orphan.agent()))) {
            LOG.info(
                    "its session {} is in a gateway that this runner does not use; one that does will end it",
                    orphan.session());
        }
    }
}
