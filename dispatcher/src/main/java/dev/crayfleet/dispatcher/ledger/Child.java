package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import java.util.Locale;

/**
 * What the agent of a task has delegated, as its lane knows.
 *
 * @param attempt that has delegated it
 * @param number of the child among those of the attempt
 * @param agent that does it
 * @param detached whether it goes on when the parent ends otherwise than well
 * @param state as far as its lane has told
 * @param fingerprint of what was asked for, so that a number is not used for something else
 */
public record Child(
        int attempt, int number, Pool agent, boolean detached, State state, String fingerprint) {
    /** How far it is. */
    public enum State {
        OPEN,
        /** Its lane is told to stop it. */
        STOPPING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        EXPIRED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static State of(TaskStatus status) {
            return switch (status) {
                case SUCCEEDED -> SUCCEEDED;
                case FAILED -> FAILED;
                case CANCELLED -> CANCELLED;
                case EXPIRED -> EXPIRED;
            };
        }
    }

    TaskId id(TaskId parent) {
        return parent.child(attempt, number);
    }

    boolean isSame(Child other) {
        return attempt == other.attempt && number == other.number;
    }

    boolean hasEnded() {
        return state != State.OPEN && state != State.STOPPING;
    }

    /** Whether it goes down with its parent, and has not been told so. */
    boolean isToBeStopped() {
        return state == State.OPEN && !detached;
    }

    Child ended(TaskStatus status) {
        return with(State.of(status));
    }

    Child stopping() {
        return with(State.STOPPING);
    }

    private Child with(State next) {
        return new Child(attempt, number, agent, detached, next, fingerprint);
    }
}
