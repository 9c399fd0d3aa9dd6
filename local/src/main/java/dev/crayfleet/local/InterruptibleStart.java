package dev.crayfleet.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts a fleet and stops it when the process is told to end, also in the middle of the start:
 * what was begun by then, Kafka above all, has to be stopped in order, or the next start takes
 * long.
 */
final class InterruptibleStart implements StartProgress {
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final StartProgress next;
    private final Thread starter = Thread.currentThread();
    private final CountDownLatch startEnded = new CountDownLatch(1);

    // Guarded by this.
    private @Nullable LocalFleet fleet;
    private boolean isStopping;

    /**
     * To be made by the thread that starts.
     *
     * @param next hears of the steps as well
     */
    InterruptibleStart(StartProgress next) {
        this.next = next;
    }

    @Override
    public void step(String what) {
        if (isStopping()) {
            throw new IllegalStateException("The start was cut short.");
        }
        next.step(what);
    }

    @Override
    public void note(String sentence) {
        next.note(sentence);
    }

    /** Returns the fleet, which {@link #stop} then closes. */
    LocalFleet start(Supplier<LocalFleet> start) {
        try {
            LocalFleet started = start.get();
            synchronized (this) {
                fleet = started;
            }
            return started;
        } finally {
            startEnded.countDown();
        }
    }

    synchronized boolean isStopping() {
        return isStopping;
    }

    /**
     * For the end of the process: stops what there is.
     *
     * @param out hears of it
     * @param stopped counted down when all is stopped
     */
    Thread stopThread(Consumer<String> out, CountDownLatch stopped) {
        return Thread.ofPlatform()
                .name("crayfleet-stop")
                .unstarted(() -> {
                    out.accept("Draining and stopping …");
                    try {
                        stop();
                        out.accept("Stopped. Nothing is left running.");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        stopped.countDown();
                    }
                });
    }

    /** Stops the fleet, or its start, and what that has begun. Called by another thread. */
    void stop() throws InterruptedException {
        synchronized (this) {
            isStopping = true;
        }
        // A step that is under way is ended in order if it ends soon.
        if (!startEnded.await(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            starter.interrupt();
            var unused = startEnded.await(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }
        LocalFleet started;
        synchronized (this) {
            started = fleet;
        }
        if (started != null) {
            started.close();
        }
    }
}
