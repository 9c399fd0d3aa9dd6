package dev.crayfleet.agents.workspace;

import dev.crayfleet.agents.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What runs at this moment, each with a file beside the workspaces: after a runner was killed, its
 * next start finds here what to end. The files lie outside of the agents' own folders, so that no
 * agent can have others killed. Runners in other containers, whose processes cannot be seen, count
 * as gone when they have not touched their files for a while. Safe for use by many threads.
 */
public final class AgentRunRegistry {
    private static final String FOLDER = ".runs";
    private static final Pattern AGENT = Pattern.compile("agent-[\\w-]+");

    /** How often {@link #touch} is to be called. */
    public static final Duration TOUCH_INTERVAL = Duration.ofSeconds(5);

    /** Longer than a lease: by then, others have taken over what such a runner did. */
    private static final Duration MIN_EXPIRY = Duration.ofSeconds(30);

    private final Path workers;
    private final AgentRunFileStore store;
    private final ProcessIdentity runner;
    private final Duration expiry;

    /** What runs in this process, also where no file of it could be written. */
    private final Map<String, RunRegistration> running = new ConcurrentHashMap<>();

    /**
     * @param workers the folder of all agents
     */
    public AgentRunRegistry(Path workers) {
        this(workers, Duration.ZERO);
    }

    /**
     * @param workers the folder of all agents
     * @param lease of a runner, none of which counts as dead before its lease has ended
     */
    public AgentRunRegistry(Path workers, Duration lease) {
        this.workers = workers;
        this.store = new AgentRunFileStore(workers.resolve(FOLDER));
        this.runner = ProcessIdentity.ofThis();
        Duration twice = lease.multipliedBy(2);
        this.expiry = twice.compareTo(MIN_EXPIRY) > 0 ? twice : MIN_EXPIRY;
    }

    /** Registers and records an agent, whose folder is kept as long as it is registered. */
    public RunRegistration register(Workspace workspace) {
        RunRegistration registration = registerUnrecorded(workspace.agent());
        registration.write();
        return registration;
    }

    /** Registers an agent without folder. It is recorded when something is started for it. */
    public RunRegistration registerUnrecorded(Workspace workspace) {
        return registerUnrecorded(workspace.agent());
    }

    /** Registers a process that works for many agents, which is recorded when it is started. */
    public RunRegistration registerUnrecorded(String name) {
        RunRegistration registration =
                new RunRegistration(AgentRunFile.of(name, runner), store, running);
        running.put(name, registration);
        return registration;
    }

    /** Shows that this runner is alive to those that cannot see its process. */
    public void touch() {
        running.values().forEach(RunRegistration::touch);
        // Also that of its Gateway, which has a registry of its own.
        for (AgentRunFile each : store.readAll()) {
            if (each.runner().equals(runner)) {
                store.touch(each.agent(), Instant.now());
            }
        }
    }

    /**
     * Sets the files of all that is still registered to a time long past, as if this runner had not
     * touched them for a while: the next one then ends at once what this one could not.
     */
    public void expireAll() {
        running.keySet().forEach(agent -> store.touch(agent, Instant.EPOCH));
    }

    /** Whether a runner that is alive has an agent in this folder. */
    boolean isRunning(Path agentFolder) {
        String agent = String.valueOf(agentFolder.getFileName());
        if (running.containsKey(agent)) {
            return true;
        }
        try {
            return store.exists(agent) && !isOrphan(store.read(agent));
        } catch (IOException unreadable) {
            return store.exists(agent);
        }
    }

    /** What was left behind by runners that have ended for certain, or expired. */
    public List<AgentRunFile> findOrphans() {
        return store.readAll().stream().filter(this::isOrphan).toList();
    }

    private boolean isOrphan(AgentRunFile run) {
        return run.runner().runsElsewhere()
                ? store.isOlderThan(run.agent(), expiry)
                : run.runner().hasEnded();
    }

    /** Deletes the file of an orphan that has been ended, and closes its folder to later agents. */
    public void remove(String agent) {
        if (AGENT.matcher(agent).matches()) {
            OwnFiles.close(workers.resolve(agent));
        }
        store.delete(agent);
    }
}
