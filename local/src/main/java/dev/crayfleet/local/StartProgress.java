package dev.crayfleet.local;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says what a start waits for, again and again where that takes long. Owns a thread. */
final class StartProgress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<String> lines;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("crayfleet-start").daemon().factory());
    private String awaited = "";
    private long sinceNanos;

    /**
     * @param lines for the person who waits
     */
    StartProgress(Consumer<String> lines) {
        this.lines = lines;
        var unused =
                thread.scheduleWithFixedDelay(
                        this::report,
                        PATIENCE.toMillis(),
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Says something at once. */
    void say(String line) {
        lines.accept(line);
    }

    /**
     * @param what in words that follow "waiting for"
     */
    synchronized void waitFor(String what) {
        if (!what.equals(awaited)) {
            awaited = what;
            sinceNanos = System.nanoTime();
        }
    }

    private synchronized void report() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos);
        if (!awaited.isEmpty() && seconds >= PATIENCE.toSeconds()) {
            lines.accept("  Still waiting for %s (%d s)".formatted(awaited, seconds));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
