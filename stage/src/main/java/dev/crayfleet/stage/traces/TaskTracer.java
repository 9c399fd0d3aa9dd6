package dev.crayfleet.stage.traces;

import dev.crayfleet.contract.TraceParent;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Records spans of tasks. Safe for use by many threads, never waits and never throws: what cannot
 * be sent is dropped, and counted.
 */
public interface TaskTracer extends AutoCloseable {
    /** Records nothing. */
    TaskTracer OFF =
            new TaskTracer() {
                @Override
                public boolean isOn() {
                    return false;
                }

                @Override
                public void record(TaskSpan span) {}

                @Override
                public void close() {}
            };

    /** Where it is false, nothing need be gathered for spans. */
    boolean isOn();

    /** Takes a span that has ended, unless its trace is not to be recorded. */
    void record(TaskSpan span);

    /**
     * The place in a trace of a task that comes in: a span below the one that its sender names, or
     * a new trace. Where this records nothing, what the sender names is handed on.
     */
    default @Nullable TraceParent enter(@Nullable TraceParent given) {
        if (!isOn()) {
            return given;
        }
        return given == null
                ? TraceParent.root(ThreadLocalRandom.current())
                : given.child(ThreadLocalRandom.current());
    }

    /** Sends what is left, if somebody takes it within 2 s. */
    @Override
    void close();
}
