package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a stage when its process is told to end, also in the middle of its start: that can take
 * minutes, and has begun things that have to be ended.
 */
final class ShutdownCloser {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownCloser.class);

    private final String name;
    private final Thread starter = Thread.currentThread();
    private final CountDownLatch stopped = new CountDownLatch(1);

    // Guarded by this.
    private @Nullable ApplicationContext context;
    private boolean started;
    private boolean told;

    /** To be made by the thread that starts the stage. */
    ShutdownCloser(String name) {
        this.name = name;
    }

    /**
     * @param begun to be closed; instead of the last one, if it is not the first
     * @throws IllegalStateException if there is no time for it any more
     */
    synchronized void listen(ApplicationContext begun) {
        if (told) {
            throw new IllegalStateException("told to end");
        }
        if (context == null) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name(name + "-stop").unstarted(this::end));
        }
        context = begun;
    }

    void end() {
        ApplicationContext current;
        synchronized (this) {
            told = true;
            current = context;
            if (!started) {
                // Closing waits for what is being started.
                starter.interrupt();
            }
        }
        if (current != null) {
            if (current.isRunning()) {
                LOG.info("{} is stopping", name);
            }
            current.close();
        }
        stopped.countDown();
    }

    /** It is not interrupted any more. */
    synchronized void started() {
        started = true;
    }

    /** Whether its process was told to end. */
    synchronized boolean told() {
        return told;
    }

    /**
     * @return whether it has stopped
     */
    boolean await(long millis) throws InterruptedException {
        return stopped.await(millis, TimeUnit.MILLISECONDS);
    }
}
