package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.model.ModelRequest;
import dev.crayfleet.model.StubModel;
import dev.crayfleet.model.Turn;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that has RESULT.txt written and then says so: two calls and one tool. It answers at once,
 * but while it is held it says nothing. Safe for use by many threads.
 */
final class HeldModel implements Function<ModelRequest, Turn> {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Function<ModelRequest, Turn> script =
            StubModel.writing("The last three versions are faster. Who upgrades changes nothing.");
    private @Nullable CountDownLatch held;
    private int waiting;

    @Override
    public Turn apply(ModelRequest ask) {
        CountDownLatch until = enter();
        try {
            if (until != null && !until.await(LONGEST.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Turn.Fails(503, "the benchmark has forgotten this one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Turn.Fails(503, "the benchmark is over");
        }
        return script.apply(ask);
    }

    private synchronized @Nullable CountDownLatch enter() {
        if (held != null) {
            waiting++;
            notifyAll();
        }
        return held;
    }

    /** From now on it says nothing. */
    synchronized void hold() {
        held = new CountDownLatch(1);
        waiting = 0;
    }

    /** Whoever waits is answered. */
    synchronized void release() {
        if (held != null) {
            held.countDown();
            held = null;
        }
    }

    /**
     * Waits until so many wait for an answer.
     *
     * @throws IllegalStateException if they do not come
     */
    synchronized void awaitWaiting(int count, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (waiting < count) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(
                        "only %d of %d agents have asked their model within %d s"
                                .formatted(waiting, count, limit.toSeconds()));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
