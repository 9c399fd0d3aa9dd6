package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has delegated, as far as its runner knows.
 *
 * <pre>
 *   ASKED ──► RUNNING ──► ENDED
 *     └─────► REFUSED
 * </pre>
 *
 * @param number among those of the attempt, from 1
 * @param target the agent, or the capability that was asked for, for people
 * @param id of the task that was made of it; absent before, and where it was refused
 * @param agent that does it; likewise
 * @param refusal why it was refused; absent where it was not
 * @param end absent while it has not ended
 */
public record Child(
        int number,
        String target,
        @Nullable TaskId id,
        @Nullable Pool agent,
        @Nullable String refusal,
        @Nullable End end) {
    /**
     * @param reason absent where it succeeded
     * @param report of its last attempt; absent where there was none
     */
    public record End(TaskStatus status, @Nullable String reason, @Nullable RunReport report) {}

    /** How far it has come. Running means as well that it waits for a runner. */
    public enum State {
        ASKED,
        REFUSED,
        RUNNING,
        ENDED
    }

    static Child asked(int number, String target) {
        return new Child(number, target, null, null, null, null);
    }

    Child accepted(TaskId child, Pool doneBy) {
        return new Child(number, target, child, doneBy, null, end);
    }

    Child refused(String why) {
        return new Child(number, target, null, null, why, null);
    }

    Child ended(TaskId child, Pool doneBy, End how) {
        return new Child(number, target, child, doneBy, null, how);
    }

    public State state() {
        if (end != null) {
            return State.ENDED;
        }
        if (refusal != null) {
            return State.REFUSED;
        }
        return id == null ? State.ASKED : State.RUNNING;
    }

    /** Whether nothing will happen to it any more. */
    public boolean isSettled() {
        return state() == State.ENDED || state() == State.REFUSED;
    }

    boolean hasSucceeded() {
        return end != null && end.status() == TaskStatus.SUCCEEDED;
    }

    /** Who does it, or is to. */
    String who() {
        return agent == null ? target : agent.value();
    }

    /** Why there is no answer, for people; empty where there is one. */
    public String problem() {
        if (refusal != null) {
            return refusal;
        }
        if (end == null || hasSucceeded()) {
            return "";
        }
        return end.reason() == null || end.reason().isBlank()
                ? "%s has %s.".formatted(who(), end.status().word())
                : "%s has %s: %s".formatted(who(), end.status().word(), end.reason());
    }
}
