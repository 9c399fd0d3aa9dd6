package dev.crayfleet.trial.bench;

import java.util.Locale;
import java.util.Set;

/** A part of the benchmark that can be measured alone. */
enum BenchPart {
    /** Kafka alone. */
    KAFKA,
    /** How long a task waits for its agent; includes Kafka alone, for the ratio. */
    LATENCY,
    /** Results per second, and the dispatcher's memory with a long backlog. */
    THROUGHPUT,
    /** What an idle fleet costs. */
    IDLE;

    /** Whether one of the parts needs running tasks. */
    static boolean needsTasks(Set<BenchPart> parts) {
        return parts.contains(LATENCY) || parts.contains(THROUGHPUT);
    }

    /** As it is typed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
