package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a stage when its process is told to end, also in the middle of its start: a start can take
 * minutes, and has begun things by then that have to be ended.
 */
final class ShutdownCloser {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownCloser.class);

    private final String name;
    private final Thread startThread = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);

    // Guarded by this.
    private @Nullable ApplicationContext context;
    private boolean isStarted;
    private boolean shutdownRequested;

    /** To be made by the thread that starts the stage. */
    ShutdownCloser(String name) {
        this.name = name;
    }

    /**
     * @param started to be closed at shutdown, instead of the one that was registered before
     * @throws IllegalStateException if the process is being stopped already
     */
    synchronized void register(ApplicationContext started) {
        if (shutdownRequested) {
            throw new IllegalStateException("the process is being stopped");
        }
        if (context == null) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name(name + "-stop").unstarted(this::close));
        }
        context = started;
    }

    void close() {
        ApplicationContext current;
        synchronized (this) {
            shutdownRequested = true;
            current = context;
            if (!isStarted) {
                // Closing waits for the start that is under way.
                startThread.interrupt();
            }
        }
        if (current != null) {
            if (current.isRunning()) {
                LOG.info("{} is stopping", name);
            }
            current.close();
        }
        closed.countDown();
    }

    /** From now on the starting thread is not interrupted. */
    synchronized void markStarted() {
        isStarted = true;
    }

    /** Whether the process was told to end. */
    synchronized boolean isShutdownRequested() {
        return shutdownRequested;
    }

    /**
     * @return whether the stage was closed within that time
     */
    boolean awaitClosed(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }
}
