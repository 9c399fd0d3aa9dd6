package dev.crayfleet.trial.storm;

import dev.crayfleet.corpus.HostileRecord.Outcome;
import org.jspecify.annotations.Nullable;

/** One hostile input that was sent by one path, and what has been seen of it. */
final class HostileSubmission {
    final HostilePath path;

    /** Known of records only: a message or a request may become a task or be refused. */
    final @Nullable Outcome expectedOutcome;

    /** A part of what its dead letter has to say. */
    final String expectedReason;

    int deadLetters;
    boolean refused;
    private final String name;

    HostileSubmission(
            HostilePath path,
            String name,
            @Nullable Outcome expectedOutcome,
            String expectedReason) {
        this.path = path;
        this.name = name;
        this.expectedOutcome = expectedOutcome;
        this.expectedReason = expectedReason;
    }

    Violation violation(String what, String where) {
        return new Violation("hostile " + name + " by " + path.label(), what, where);
    }
}
