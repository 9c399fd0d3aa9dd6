package dev.crayfleet.agents.workspace;

import dev.crayfleet.agents.process.ProcessIdentity;
import java.time.Instant;
import java.util.Map;

/**
 * One agent in the {@link AgentRunRegistry}. When this is closed the agent's file is deleted,
 * unless something of the agent is still to be ended. Safe for use by many threads.
 */
public final class RunRegistration implements AutoCloseable {
    private final AgentRunFileStore store;
    private final Map<String, RunRegistration> running;

    // Guarded by this.
    private AgentRunFile current;
    private boolean written;
    private boolean closed;
    private boolean retained;

    /**
     * @param running all registrations of this runner, by agent; this one is added and removed
     */
    RunRegistration(
            AgentRunFile current, AgentRunFileStore store, Map<String, RunRegistration> running) {
        this.current = current;
        this.store = store;
        this.running = running;
    }

    synchronized void write() {
        written = true;
        store.write(current);
    }

    /** Records the process that was started for the agent. */
    public synchronized void processStarted(String mark, long pid) {
        current = current.withProcess(mark, ProcessIdentity.of(pid));
        write();
    }

    /** Records the session that was opened for the agent. */
    public synchronized void sessionOpened(String session) {
        current = current.withSession(session);
        write();
    }

    /**
     * Keeps the file for the next start of this runner, also when this is closed, because something
     * of the agent is still to be ended.
     *
     * @return to be run when that is ended
     */
    public synchronized Runnable retain() {
        retained = true;
        return this::release;
    }

    private synchronized void release() {
        retained = false;
        if (closed) {
            remove();
        }
    }

    synchronized void touch() {
        String agent = current.agent();
        if (running.get(agent) == this && written && !store.touch(agent, Instant.now())) {
            // It could not be written before: the disk may have been full.
            store.write(current);
        }
    }

    private void remove() {
        running.remove(current.agent(), this);
        if (written) {
            store.delete(current.agent());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (!retained) {
            remove();
        }
    }
}
