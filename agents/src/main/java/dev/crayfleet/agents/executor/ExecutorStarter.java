package dev.crayfleet.agents.executor;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the executors of a runner side by side, so that pools whose executor is ready do not wait
 * for one that takes long. One that cannot be started is tried again, as long as another is ready
 * or may become so. Owns its threads.
 */
public final class ExecutorStarter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorStarter.class);
    private static final Duration FIRST_NOTICE = Duration.ofSeconds(5);
    private static final Duration NOTICE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final AgentExecutorsByPool executors;
    private final Set<AgentExecutor> all;
    private final Runnable onReady;
    private final Duration retryDelay;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Thread> threads;

    // Guarded by this.
    private final Set<AgentExecutor> ready = new HashSet<>();
    private final Map<AgentExecutor, RuntimeException> failures = new LinkedHashMap<>();

    /**
     * Begins to start them.
     *
     * @param name of the runner, for threads
     * @param onReady called whenever one is ready
     */
    public ExecutorStarter(AgentExecutorsByPool executors, String name, Runnable onReady) {
        this(executors, name, onReady, RETRY_DELAY);
    }

    ExecutorStarter(
            AgentExecutorsByPool executors, String name, Runnable onReady, Duration retryDelay) {
        this.executors = executors;
        this.all = executors.all();
        this.onReady = onReady;
        this.retryDelay = retryDelay;
        this.threads =
                all.stream()
                        .map(each ->
                                Thread.ofVirtual()
                                        .name(name + "-starts-" + each.name())
                                        .unstarted(() -> startUntilReady(each)))
                        .toList();
        threads.forEach(Thread::start);
    }

    /**
     * Waits until one of them is ready, which takes no longer than the start of the slowest.
     *
     * @throws IllegalStateException with a sentence for people, if none can be started, or this is
     *     closed meanwhile
     */
    public synchronized void awaitFirst() throws InterruptedException {
        while (ready.isEmpty()) {
            if (failures.size() == all.size()) {
                throw failures.values().iterator().next();
            }
            if (closing.getCount() == 0) {
                throw new IllegalStateException("the start was cut short");
            }
            wait();
        }
    }

    private void startUntilReady(AgentExecutor executor) {
        Thread notices =
                Thread.ofVirtual()
                        .name(Thread.currentThread().getName() + "-notices")
                        .start(() -> reportWaiting(executor));
        try {
            while (!start(executor)) {
                if (closing.await(retryDelay.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
            onReady.run();
        } catch (InterruptedException e) {
            LOG.debug("{} is not started any more", executor.name(), e);
        } finally {
            notices.interrupt();
        }
    }

    /** Returns whether it is ready. */
    private boolean start(AgentExecutor executor) throws InterruptedException {
        try {
            executor.start();
            synchronized (this) {
                ready.add(executor);
                notifyAll();
            }
            return true;
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                failures.putIfAbsent(
                        executor,
                        e instanceof RuntimeException known
                                ? known
                                : new IllegalStateException(executor.name() + " failed: " + e, e));
                notifyAll();
            }
            if (closing.getCount() > 0) {
                LOG.error(
                        "{} cannot be started, and tasks of {} wait for it: {}",
                        executor.name(),
                        executors.poolsOf(executor),
                        e.getMessage());
            }
            return false;
        }
    }

    private void reportWaiting(AgentExecutor executor) {
        long startNanos = System.nanoTime();
        try {
            Duration wait = FIRST_NOTICE;
            while (!closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.info(
                        "{} is still starting after {} s; tasks of {} wait for it",
                        executor.name(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
                        executors.poolsOf(executor));
                wait = NOTICE_INTERVAL;
            }
        } catch (InterruptedException settled) {
            LOG.debug("{} is waited for no more", executor.name());
        }
    }

    /** Starts no more; to be called before the executors are closed, or after. */
    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            notifyAll();
        }
        threads.forEach(Thread::interrupt);
        try {
            for (Thread each : threads) {
                if (!each.join(CLOSE_TIMEOUT)) {
                    LOG.warn("{} did not end", each.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
