package dev.crayfleet.stage.traces;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TraceParent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step in the life of a task, which has ended. It has no text of a person or of an agent.
 *
 * @param parent the span that it is below; absent for the first of a trace
 * @param self its own place; absent where nothing is below it, and any will do
 * @param endedAt not before {@code startedAt}, or there is no time between them
 * @param attributes texts and whole numbers, by their names
 * @param error a word for what failed; absent where nothing did
 */
public record TaskSpan(
        Step step,
        @Nullable TraceParent parent,
        @Nullable TraceParent self,
        Instant startedAt,
        Instant endedAt,
        Map<String, Object> attributes,
        @Nullable String error) {
    public static final String ATTEMPT = "crayfleet.attempt";
    public static final String AGENT = "crayfleet.agent";
    public static final String ORIGIN = "crayfleet.origin";
    public static final String RUNNER = "crayfleet.runner";
    public static final String STATUS = "crayfleet.status";

    /** As OpenTelemetry's conventions call it. */
    public static final String MODEL = "gen_ai.request.model";

    private static final String TASK = "crayfleet.task.id";
    private static final String POOL = "crayfleet.pool";

    public TaskSpan {
        endedAt = endedAt.isBefore(startedAt) ? startedAt : endedAt;
        attributes = Map.copyOf(attributes);
    }

    /** The steps, in their order. */
    public enum Step {
        /** From when a task was seen until Kafka has it. */
        INGEST,
        /** From when a task began to wait until a runner was given it. */
        QUEUE,
        /** From when a runner took a claim until it was done with it. */
        ATTEMPT,
        /** From when a result was read until it was posted. */
        POST
    }

    /**
     * A step of a task.
     *
     * @param parent as the task has it
     */
    public static TaskSpan of(
            Step step,
            @Nullable TraceParent parent,
            TaskId task,
            Pool pool,
            Instant startedAt,
            Instant endedAt) {
        return new TaskSpan(
                step,
                parent,
                null,
                startedAt,
                endedAt,
                Map.of(TASK, task.value(), POOL, pool.value()),
                null);
    }

    /** The same at a place that others are below. */
    public TaskSpan at(@Nullable TraceParent place) {
        return new TaskSpan(step, parent, place, startedAt, endedAt, attributes, error);
    }

    /** The same with one attribute more, if there is a value for it. */
    public TaskSpan with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new HashMap<>(attributes);
        more.put(name, value);
        return new TaskSpan(step, parent, self, startedAt, endedAt, more, error);
    }

    /**
     * The same, which has failed.
     *
     * @param kind a word for what failed; absent where nothing did
     */
    public TaskSpan failed(@Nullable String kind) {
        return new TaskSpan(step, parent, self, startedAt, endedAt, attributes, kind);
    }

    boolean isSampled() {
        TraceParent any = self == null ? parent : self;
        return any == null || any.isSampled();
    }
}
