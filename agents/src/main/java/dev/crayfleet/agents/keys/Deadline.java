package dev.crayfleet.agents.keys;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does one thing later, in the thread of a connection, unless it is cancelled or set again. */
final class Deadline {
    private final EventExecutor thread;
    private @Nullable Future<?> pending;

    Deadline(EventExecutor thread) {
        this.thread = thread;
    }

    void set(Duration time, Runnable action) {
        cancel();
        pending = thread.schedule(action, Math.max(1, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    void cancel() {
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
