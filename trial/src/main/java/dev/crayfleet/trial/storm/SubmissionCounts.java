package dev.crayfleet.trial.storm;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** How many tasks were accepted by each path, and how often one was sent again. Thread-safe. */
final class SubmissionCounts {
    private final Map<SubmissionPath, AtomicInteger> accepted = new EnumMap<>(SubmissionPath.class);
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger httpRetries = new AtomicInteger();

    SubmissionCounts() {
        for (SubmissionPath path : SubmissionPath.values()) {
            accepted.put(path, new AtomicInteger());
        }
    }

    void addAccepted(SubmissionPath path) {
        counter(path).incrementAndGet();
    }

    void addRepeated() {
        repeated.incrementAndGet();
    }

    void addHttpRetry() {
        httpRetries.incrementAndGet();
    }

    /** How many tasks were accepted for the first time by this path. */
    int accepted(SubmissionPath path) {
        return counter(path).get();
    }

    /** How many tasks were accepted for the first time. */
    int accepted() {
        return accepted.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How many tasks were sent a second time on purpose. */
    int repeated() {
        return repeated.get();
    }

    /** How often an HTTP request was sent again because it was not answered. */
    int httpRetries() {
        return httpRetries.get();
    }

    private AtomicInteger counter(SubmissionPath path) {
        return requireNonNull(accepted.get(path));
    }
}
