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
    private Instant noExpiryBefore = Instant.MIN;

    TaskTimers(Rules rules) {
        this.rules = rules;
    }

    /** No task expires while its lane is stopped, nor for as long afterwards as the stop says. */
    void holdExpiries(LaneStop stop) {
        noExpiryBefore = stop.current() != null ? Instant.MAX : stop.noExpiryBefore();
    }

    void add(TaskEntry task) {
        switch (task.state()) {
            case TaskState.Queued queued -> {
                if (task.attempts() == 0) {
                    expiries.add(expiresAt(queued.since()), task.id());
                }
            }
            case TaskState.AwaitingApproval awaiting ->
                    expiries.add(expiresAt(awaiting), task.id());
            case TaskState.BackingOff backingOff -> backOffs.add(backingOff.until(), task.id());
            case TaskState.Held held -> {
                if (task.cancel() != null) {
                    forcedCancels.add(forcedAt(task.cancel()), task.id());
                }
            }
        }
    }

    void remove(TaskEntry task) {
        switch (task.state()) {
            case TaskState.Queued queued -> expiries.remove(expiresAt(queued.since()), task.id());
            case TaskState.AwaitingApproval awaiting ->
                    expiries.remove(expiresAt(awaiting), task.id());
            case TaskState.BackingOff backingOff -> backOffs.remove(backingOff.until(), task.id());
            case TaskState.Held held -> {
                if (task.cancel() != null) {
                    forcedCancels.remove(forcedAt(task.cancel()), task.id());
                }
            }
        }
    }

    /** At most {@code max} tasks whose back-off is over, the earliest first. */
    List<TaskId> backOffOver(Instant now, int max) {
        return backOffs.due(now, max);
    }

    /** At most {@code max} tasks that were not claimed in time, the earliest first. */
    List<TaskId> expired(Instant now, int max) {
        return now.isBefore(noExpiryBefore) ? List.of() : expiries.due(now, max);
    }

    /** At most {@code max} tasks whose cancellation was not confirmed in time. */
    List<TaskId> unconfirmedCancels(Instant now, int max) {
        return forcedCancels.due(now, max);
    }

    /** When the first of all is due. */
    Optional<Instant> due() {
        return Stream.of(backOffs.first(), expiryDue(), forcedCancels.first())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> expiryDue() {
        return expiries.first()
                .map(first -> first.isBefore(noExpiryBefore) ? noExpiryBefore : first)
                .filter(due -> due.isBefore(Instant.MAX));
    }

    private Instant expiresAt(Instant since) {
        return since.plus(rules.queueing().expireAfter());
    }

    private Instant expiresAt(TaskState.AwaitingApproval awaiting) {
        return awaiting.since().plus(awaiting.expiry().orElse(rules.queueing().expireAfter()));
    }

    private Instant forcedAt(TaskEntry.Cancel cancel) {
        return cancel.at().plus(rules.leases().lease());
    }
}
