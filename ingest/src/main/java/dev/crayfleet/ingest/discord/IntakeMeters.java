package dev.crayfleet.ingest.discord;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what became of messages of the task queue; accepted + refused + ignored + set-aside is all
 * that were handled.
 */
final class IntakeMeters {
    private final Counter accepted;
    private final Counter refused;
    private final Counter ignored;
    private final Counter setAside;
    private final Counter unreadable;
    private final Counter retried;

    IntakeMeters(MeterRegistry registry) {
        this.accepted = outcome(registry, "accepted");
        this.refused = outcome(registry, "refused");
        this.ignored = outcome(registry, "ignored");
        this.setAside = outcome(registry, "set-aside");
        this.unreadable = outcome(registry, "unreadable");
        this.retried =
                Counter.builder("crayfleet.ingest.retries")
                        .description("Tries that failed, at Kafka or Discord, and were repeated")
                        .register(registry);
    }

    void countAccepted() {
        accepted.increment();
    }

    void countRefused() {
        refused.increment();
    }

    void countIgnored() {
        ignored.increment();
    }

    /** A message was set aside, because it had ended the process repeatedly. */
    void countSetAside() {
        setAside.increment();
    }

    /** A message of Discord could not be read. */
    void countUnreadable() {
        unreadable.increment();
    }

    void countRetried() {
        retried.increment();
    }

    private static Counter outcome(MeterRegistry registry, String outcome) {
        return Counter.builder("crayfleet.ingest.tasks")
                .description("Submissions by what became of them")
                .tag("source", "discord")
                .tag("outcome", outcome)
                .register(registry);
    }
}
