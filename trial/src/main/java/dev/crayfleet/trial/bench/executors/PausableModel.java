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
 * A model that lets the agent write RESULT.txt and then ends: two calls and one tool use. It
 * answers at once, except while it is paused. Safe for use by many threads.
 */
final class PausableModel implements Function<ModelRequest, Turn> {
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    private final Function<ModelRequest, Turn> script =
            StubModel.writing("The last three versions are faster. Who upgrades changes nothing.");
    private @Nullable CountDownLatch resumed;
    private int waiting;

    @Override
    public Turn apply(ModelRequest request) {
        CountDownLatch latch = startWaiting();
        try {
            if (latch != null && !latch.await(MAX_PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Turn.Fails(503, "the benchmark has forgotten this one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Turn.Fails(503, "the benchmark is over");
        }
        return script.apply(request);
    }

    private synchronized @Nullable CountDownLatch startWaiting() {
        if (resumed != null) {
            waiting++;
            notifyAll();
        }
        return resumed;
    }

    /** From now on requests wait for {@link #resume}. */
    synchronized void pause() {
        resumed = new CountDownLatch(1);
        waiting = 0;
    }

    /** Answers all requests that wait. */
    synchronized void resume() {
        if (resumed != null) {
            resumed.countDown();
            resumed = null;
        }
    }

    /**
     * Waits until so many requests wait for an answer.
     *
     * @throws IllegalStateException if there are fewer at the limit
     */
    synchronized void awaitWaiting(int count, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (waiting < count) {
            long remaining = deadline - System.nanoTime();
            if (remaining <= 0) {
                throw new IllegalStateException(
                        "only %d of %d agents have asked their model within %d s"
                                .formatted(waiting, count, limit.toSeconds()));
            }
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
        }
    }
}
