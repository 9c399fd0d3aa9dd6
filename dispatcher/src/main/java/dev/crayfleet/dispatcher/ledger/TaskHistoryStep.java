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
        Instant at, Kind what, int attempt, @Nullable String runner, @Nullable String detail) {
    /** If there are more, the oldest are dropped. Eleven attempts with all their steps fit. */
    static final int MAX_STEPS = 60;

    /** What happened to the task. */
    public enum Kind {
        AWAITING_APPROVAL,
        APPROVED,
        QUEUED,
        UNSERVED,
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

        static Kind of(TaskStatus status) {
            return switch (status) {
                case SUCCEEDED -> SUCCEEDED;
                case FAILED -> FAILED;
                case CANCELLED -> CANCELLED;
                case EXPIRED -> EXPIRED;
            };
        }
    }

    static TaskHistoryStep first(Instant at, Kind kind) {
        return new TaskHistoryStep(at, kind, 0, null, null);
    }

    static List<TaskHistoryStep> append(List<TaskHistoryStep> steps, TaskHistoryStep next) {
        List<TaskHistoryStep> all =
                new ArrayList<>(steps.size() < MAX_STEPS ? steps : steps.subList(1, MAX_STEPS));
        all.add(next);
        return List.copyOf(all);
    }
}
