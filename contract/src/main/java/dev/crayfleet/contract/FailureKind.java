package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an attempt failed, as far as it decides what is done next. */
public enum FailureKind {
    /** The model's endpoint or the machine had a bad moment: try again. */
    TRANSIENT(true),
    /** A limit was hit that resets by itself: try again, not before it has. */
    QUOTA(true),
    /** The runner was not heard of for a lease, or gave the attempt back: try again. */
    LOST(true),
    /** It would fail the same way again: unknown model, bad configuration, refused. */
    PERMANENT(false),
    /** The agent had its time; it may have done part of the work. */
    TIMEOUT(false),
    /** Somebody asked for it. */
    CANCELLED(false),
    /** The agent ran and said that it failed. */
    AGENT_ERROR(false);

    private final boolean retried;

    FailureKind(boolean retried) {
        this.retried = retried;
    }

    /** Whether a further attempt may help, and does not repeat what a person should look at. */
    public boolean retried() {
        return retried;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
