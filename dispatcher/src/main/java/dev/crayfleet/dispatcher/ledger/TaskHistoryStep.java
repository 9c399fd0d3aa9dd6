package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a task's history, as people ask for it.
 *
 * @param attempt the current one then, 0 before the first claim
 * @param runner who had it then
 * @param detail an agent's name, a reason, who asked
 */
public record TaskHistoryStep(
        Instant at, What what, int attempt, @Nullable String runner, @Nullable String detail) {
    /** The oldest are dropped beyond this; eleven attempts of the longest kind fit. */
    static final int MOST = 60;

    /** What happened to the task. */
    public enum What {
        AWAITING_APPROVAL,
        APPROVED,
        QUEUED,
        CLAIMED,
        RUNNING,
        BACKING_OFF,
        CANCEL_REQUESTED,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        EXPIRED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static What of(TaskStatus status) {
            return switch (status) {
                case SUCCEEDED -> SUCCEEDED;
                case FAILED -> FAILED;
                case CANCELLED -> CANCELLED;
                case EXPIRED -> EXPIRED;
            };
        }
    }

    static TaskHistoryStep of(Instant at, What what) {
        return new TaskHistoryStep(at, what, 0, null, null);
    }

    static List<TaskHistoryStep> after(List<TaskHistoryStep> steps, TaskHistoryStep next) {
        List<TaskHistoryStep> all =
                new ArrayList<>(steps.size() < MOST ? steps : steps.subList(1, MOST));
        all.add(next);
        return List.copyOf(all);
    }
}
