package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an attempt failed, as far as it decides whether there is another. */
public enum FailureKind {
    /** A temporary failure of the model's endpoint or the machine: try again. */
    TRANSIENT(true),
    /** A limit was hit that resets by itself: try again, not before it has. */
    QUOTA(true),
    /** The runner sent no heartbeat for a lease, or gave the attempt back: try again. */
    LOST(true),
    /** It would fail the same way again: unknown model, bad configuration, refused. */
    PERMANENT(false),
    /** The agent exceeded its timeout; it may have done part of the work. */
    TIMEOUT(false),
    /** It was cancelled on request. */
    CANCELLED(false),
    /** The agent ran and reported that it failed. */
    AGENT_ERROR(false);

    private final boolean retried;

    FailureKind(boolean retried) {
        this.retried = retried;
    }

    /**
     * Whether another attempt is made; false where it could not help, or a person should look
     * first.
     */
    public boolean retried() {
        return retried;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
