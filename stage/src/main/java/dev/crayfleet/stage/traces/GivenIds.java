package dev.crayfleet.stage.traces;

import dev.crayfleet.contract.TraceParent;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ids of spans that were decided before: a task carries the id of its first span before that has
 * ended. Other spans get any.
 */
final class GivenIds implements IdGenerator {
    private final IdGenerator any = IdGenerator.random();
    private final ThreadLocal<@Nullable TraceParent> next = new ThreadLocal<>();

    /** Until it is closed, spans that the calling thread starts have these ids. */
    interface Given extends AutoCloseable {
        @Override
        void close();
    }

    Given give(@Nullable TraceParent ids) {
        if (ids == null) {
            return () -> {};
        }
        next.set(ids);
        return next::remove;
    }

    @Override
    public String generateSpanId() {
        TraceParent given = next.get();
        return given == null ? any.generateSpanId() : given.spanId();
    }

    @Override
    public String generateTraceId() {
        TraceParent given = next.get();
        return given == null ? any.generateTraceId() : given.traceId();
    }
}
