package dev.crayfleet.trial.bench;

import java.util.Locale;
import java.util.Set;

/** What of the benchmark may be measured alone. */
enum Part {
    /** Kafka alone. */
    KAFKA,
    /** How long a task waits for its agent; with Kafka alone, for the ratio. */
    LATENCY,
    /** Results a second, and the dispatcher's memory with a long backlog. */
    THROUGHPUT,
    /** What a fleet costs that has nothing to do. */
    IDLE;

    /** Whether tasks are run at all. */
    static boolean anyOfTasks(Set<Part> parts) {
        return parts.contains(LATENCY) || parts.contains(THROUGHPUT);
    }

    /** As people type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
