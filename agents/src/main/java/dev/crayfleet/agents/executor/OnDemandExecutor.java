package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has another executor only while there is something for it to do, and for a while after: a Gateway
 * for each of many agents takes much memory. It keeps nothing from one life to the next.
 */
public final class OnDemandExecutor implements AgentExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(OnDemandExecutor.class);

    private final String name;
    private final Demand demand;
    private final Duration idle;
    private final Timer timer;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable AgentExecutor current;
    private volatile String version = "";

    // Guarded by the lock.
    private int users;
    private long uses;
    private boolean isClosed;

    /** Does something later, on a thread that may wait. */
    interface Timer {
        void after(Duration delay, Runnable action);
    }

    /**
     * What can be said before there is an executor, and how one is made.
     *
     * @param factory makes one that is not started; it is closed by whoever asked for it
     */
    public record Demand(
            Supplier<AgentExecutor> factory,
            Function<TaskOptions, Planned> planner,
            Supplier<Optional<RunnerModels>> models) {}

    /**
     * @param name as that of the other
     * @param idle after so long without a task, the other is closed
     */
    public OnDemandExecutor(String name, Demand demand, Duration idle) {
        this(
                name,
                demand,
                idle,
                (delay, action) ->
                        CompletableFuture.delayedExecutor(
                                        delay.toNanos(),
                                        TimeUnit.NANOSECONDS,
                                        each -> Thread.ofVirtual().name(name + "-idle").start(each))
                                .execute(action));
    }

    OnDemandExecutor(String name, Demand demand, Duration idle, Timer timer) {
        this.name = name;
        this.demand = demand;
        this.idle = idle;
        this.timer = timer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> openClawVersion() {
        return Optional.of(version).filter(known -> !known.isEmpty());
    }

    @Override
    public Optional<RunnerModels> models() {
        return demand.models().get();
    }

    @Override
    public Planned plan(TaskOptions options) {
        return demand.planner().apply(options);
    }

    /** Has the other executor started, until the lease is closed. */
    @Override
    public AgentUsers.Lease takeUser(AgentUsers from) throws InterruptedException {
        AgentExecutor executor = acquire();
        try {
            AgentUsers.Lease lease = executor.takeUser(from);
            return new AgentUsers.Lease(
                    lease.taken(),
                    () -> {
                        try {
                            lease.close();
                        } finally {
                            release();
                        }
                    });
        } catch (RuntimeException | Error | InterruptedException e) {
            release();
            throw e;
        }
    }

    private AgentExecutor acquire() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (isClosed) {
                throw new IllegalStateException("the runner stops");
            }
            AgentExecutor executor = current;
            if (executor == null) {
                executor = startNew();
                current = executor;
            }
            users++;
            uses++;
            return executor;
        } finally {
            lock.unlock();
        }
    }

    private AgentExecutor startNew() throws InterruptedException {
        AgentExecutor made = demand.factory().get();
        boolean isStarted = false;
        try {
            made.start();
            version = made.openClawVersion().orElse("");
            isStarted = true;
            return made;
        } finally {
            if (!isStarted) {
                made.close();
            }
        }
    }

    private void release() {
        lock.lock();
        try {
            users--;
            if (users == 0 && !isClosed) {
                long lastUse = uses;
                timer.after(idle, () -> closeIfUnused(lastUse));
            }
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: its successor may want the same port. */
    private void closeIfUnused(long lastUse) {
        lock.lock();
        try {
            AgentExecutor executor = current;
            if (executor != null && users == 0 && uses == lastUse && !isClosed) {
                LOG.info(
                        "{} has had nothing to do for {} s, and is stopped",
                        name,
                        idle.toSeconds());
                current = null;
                executor.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException {
        AgentExecutor executor = current;
        if (executor == null) {
            throw new IllegalStateException(name + " is not started");
        }
        return executor.run(job, cancellation, progress);
    }

    @Override
    public boolean discard(String session, Runnable done) {
        AgentExecutor executor = current;
        return executor != null && executor.discard(session, done);
    }

    @Override
    public boolean forgetsSessions() {
        return true;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            AgentExecutor executor = current;
            current = null;
            if (executor != null) {
                executor.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
