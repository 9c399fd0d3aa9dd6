package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.keys.ModelProxy;
import dev.crayfleet.agents.keys.ProxyUsage;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.contract.Pool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which executor does the work of which pool. Owns them, and the proxy and the users that they
 * share.
 */
public final class AgentExecutorsByPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentExecutorsByPool.class);

    private final Map<Pool, AgentExecutor> byPool;
    private final @Nullable ModelProxy proxy;
    private final AgentUsers users;
    private final Function<Pool, Optional<AgentExecutor>> restrictedFactory;
    private final ReentrantLock restrictedLock = new ReentrantLock();
    // Guarded by the lock.
    private final Map<Pool, AgentExecutor> restricted = new TreeMap<>();
    private final Set<AgentExecutor> started = new HashSet<>();
    private boolean isClosed;

    /**
     * @param byPool for every pool that is served; several may share one
     */
    public AgentExecutorsByPool(Map<Pool, AgentExecutor> byPool) {
        this(byPool, null);
    }

    /**
     * @param byPool for every pool that is served; several may share one
     * @param proxy by which their agents ask models; absent where they have keys
     */
    public AgentExecutorsByPool(Map<Pool, AgentExecutor> byPool, @Nullable ModelProxy proxy) {
        this(byPool, proxy, AgentUsers.OWN, pool -> Optional.empty());
    }

    /**
     * @param byPool for every pool that is served; several may share one
     * @param proxy by which their agents ask models; absent where they have keys
     * @param users whom their agents run as
     * @param restricted makes the executor for tasks of a pool that are to be run restricted, once
     *     for each pool; empty where its agents cannot be restricted
     */
    public AgentExecutorsByPool(
            Map<Pool, AgentExecutor> byPool,
            @Nullable ModelProxy proxy,
            AgentUsers users,
            Function<Pool, Optional<AgentExecutor>> restricted) {
        this.byPool = new TreeMap<>(byPool);
        this.proxy = proxy;
        this.users = users;
        this.restrictedFactory = restricted;
    }

    /** Whom their agents run as. */
    public AgentUsers users() {
        return users;
    }

    /** What all agents together asked models for through the proxy. */
    public ProxyUsage modelUsage() {
        return proxy == null ? ProxyUsage.NONE : proxy.totals();
    }

    /**
     * @throws IllegalArgumentException if the pool is not served
     */
    public AgentExecutor of(Pool pool) {
        AgentExecutor found = byPool.get(pool);
        if (found == null) {
            throw new IllegalArgumentException("pool " + pool + " is not served here");
        }
        return found;
    }

    /**
     * By which a task of the pool is run restricted. Made and started when the first such task
     * comes, because most runners never have one.
     *
     * @return empty if agents of the pool cannot be restricted
     * @throws IllegalStateException with a sentence for people, if it cannot be started now
     */
    public Optional<AgentExecutor> restricted(Pool pool) throws InterruptedException {
        restrictedLock.lockInterruptibly();
        try {
            if (isClosed) {
                throw new IllegalStateException("the runner stops");
            }
            AgentExecutor known = restricted.get(pool);
            Optional<AgentExecutor> found =
                    known == null ? restrictedFactory.apply(pool) : Optional.of(known);
            if (found.isPresent()) {
                AgentExecutor executor = found.get();
                restricted.put(pool, executor);
                // Those of the pools are started by whoever starts the runner.
                if (!byPool.containsValue(executor) && !started.contains(executor)) {
                    executor.start();
                    started.add(executor);
                }
            }
            return found;
        } finally {
            restrictedLock.unlock();
        }
    }

    /** For people: {@code openclaw-exec}, or {@code auditor=command, default=openclaw-exec}. */
    public String names() {
        Set<String> names = new LinkedHashSet<>();
        List<String> pairs = new ArrayList<>();
        byPool.forEach((pool, executor) -> {
            names.add(executor.name());
            pairs.add(pool + "=" + executor.name());
        });
        return names.size() == 1 ? names.iterator().next() : String.join(", ", pairs);
    }

    /** Whether tasks of the pool can be run by now. */
    public boolean isReady(Pool pool) {
        return of(pool).isReady();
    }

    /** For people: {@code auditor, default}. */
    String poolsOf(AgentExecutor executor) {
        return byPool.entrySet().stream()
                .filter(each -> each.getValue().equals(executor))
                .map(each -> each.getKey().value())
                .collect(Collectors.joining(", "));
    }

    /**
     * Ends what an earlier process of this runner left in a session.
     *
     * @param done run when that is confirmed
     * @return whether there is an executor that ends sessions
     */
    public boolean discard(String session, Runnable done) {
        boolean isTaken = false;
        for (AgentExecutor each : all()) {
            isTaken |= each.discard(session, done);
        }
        if (!isTaken && all().stream().anyMatch(AgentExecutor::forgetsSessions)) {
            done.run();
            return true;
        }
        return isTaken;
    }

    @Override
    public void close() {
        Set<AgentExecutor> open = all();
        restrictedLock.lock();
        try {
            isClosed = true;
            open.addAll(restricted.values());
        } finally {
            restrictedLock.unlock();
        }
        for (AgentExecutor each : open) {
            try {
                each.close();
            } catch (RuntimeException e) {
                LOG.error("{} could not be closed", each.name(), e);
            }
        }
        if (proxy != null) {
            proxy.close();
        }
        users.close();
    }

    Set<AgentExecutor> all() {
        return new LinkedHashSet<>(byPool.values());
    }
}
