package dev.crayfleet.local;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what a start is waiting for, once a step of it takes long, and then again and again. Closed
 * when the start is over.
 */
final class SlowStartNotice implements StartProgress, AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration NEXT = Duration.ofSeconds(10);

    private final Consumer<String> out;
    private final Duration first;
    private final Duration next;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("slow-start").daemon().factory());
    private @Nullable ScheduledFuture<?> pending;

    SlowStartNotice(Consumer<String> out) {
        this(out, FIRST, NEXT);
    }

    /**
     * @param first until something is said of a step
     * @param next between that and each further time
     */
    SlowStartNotice(Consumer<String> out, Duration first, Duration next) {
        this.out = out;
        this.first = first;
        this.next = next;
    }

    @Override
    public synchronized void step(String what) {
        if (pending != null) {
            pending.cancel(false);
        }
        long started = System.nanoTime();
        pending =
                timer.scheduleAtFixedRate(
                        () -> say(what, started),
                        first.toMillis(),
                        next.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void note(String sentence) {
        out.accept("  " + sentence);
    }

    private void say(String what, long started) {
        Duration waited = Duration.ofNanos(System.nanoTime() - started);
        out.accept("  … still waiting for %s (%d s)".formatted(what, waited.toSeconds()));
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
    }
}
