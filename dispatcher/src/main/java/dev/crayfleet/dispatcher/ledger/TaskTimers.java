package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When something is to be done about tasks because time has passed. For one thread. */
final class TaskTimers {
    private final Rules rules;
    private final TaskSchedule backOffs = new TaskSchedule();
    private final TaskSchedule expiries = new TaskSchedule();
    private final TaskSchedule forcedCancels = new TaskSchedule();

    TaskTimers(Rules rules) {
        this.rules = rules;
    }

    void enter(TaskEntry task) {
        switch (task.state()) {
            case TaskState.Queued queued -> {
                if (task.attempts() == 0) {
                    expiries.add(expiry(queued.since()), task.id());
                }
            }
            case TaskState.AwaitingApproval waits -> expiries.add(expiry(waits.since()), task.id());
            case TaskState.BackingOff backing -> backOffs.add(backing.until(), task.id());
            case TaskState.Held held -> {
                if (task.cancel() != null) {
                    forcedCancels.add(force(task.cancel()), task.id());
                }
            }
        }
    }

    void leave(TaskEntry task) {
        switch (task.state()) {
            case TaskState.Queued queued -> expiries.remove(expiry(queued.since()), task.id());
            case TaskState.AwaitingApproval waits ->
                    expiries.remove(expiry(waits.since()), task.id());
            case TaskState.BackingOff backing -> backOffs.remove(backing.until(), task.id());
            case TaskState.Held held -> {
                if (task.cancel() != null) {
                    forcedCancels.remove(force(task.cancel()), task.id());
                }
            }
        }
    }

    /** Whose back-off is over, the earliest first. */
    List<TaskId> backOffOver(Instant now, int most) {
        return backOffs.due(now, most);
    }

    /** Who was not claimed in time. */
    List<TaskId> expired(Instant now, int most) {
        return expiries.due(now, most);
    }

    /** Whose cancellation was not confirmed in time. */
    List<TaskId> unconfirmedCancels(Instant now, int most) {
        return forcedCancels.due(now, most);
    }

    /** When the first of all is due. */
    Optional<Instant> due() {
        return Stream.of(backOffs, expiries, forcedCancels)
                .flatMap(schedule -> schedule.first().stream())
                .min(Instant::compareTo);
    }

    private Instant expiry(Instant since) {
        return since.plus(rules.queueing().expireAfter());
    }

    private Instant force(TaskEntry.Cancel cancel) {
        return cancel.at().plus(rules.leases().lease());
    }
}
