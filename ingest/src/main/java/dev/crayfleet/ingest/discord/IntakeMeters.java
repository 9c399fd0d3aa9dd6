package dev.crayfleet.ingest.discord;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of messages of the task queue; accepted + refused + ignored + set-aside is all that
 * were handled.
 */
final class IntakeMeters {
    private final Counter accepted;
    private final Counter refused;
    private final Counter ignored;
    private final Counter setAside;
    private final Counter unreadable;
    private final Counter retried;

    IntakeMeters(MeterRegistry registry) {
        this.accepted = handled(registry, "accepted");
        this.refused = handled(registry, "refused");
        this.ignored = handled(registry, "ignored");
        this.setAside = handled(registry, "set-aside");
        this.unreadable = handled(registry, "unreadable");
        this.retried =
                Counter.builder("crayfleet.ingest.retries")
                        .description("Tries that failed, at Kafka or Discord, and were repeated")
                        .register(registry);
    }

    void accepted() {
        accepted.increment();
    }

    void refused() {
        refused.increment();
    }

    void ignored() {
        ignored.increment();
    }

    /** It has ended our process again and again. */
    void setAside() {
        setAside.increment();
    }

    /** Discord told something that is no message. */
    void unreadable() {
        unreadable.increment();
    }

    void retried() {
        retried.increment();
    }

    private static Counter handled(MeterRegistry registry, String outcome) {
        return Counter.builder("crayfleet.ingest.tasks")
                .description("Submissions by what became of them")
                .tag("source", "discord")
                .tag("outcome", outcome)
                .register(registry);
    }
}
