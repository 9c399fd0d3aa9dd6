package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent.QueueMoved;
import dev.crayfleet.contract.TaskEvent.RunnerLost;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What follows from the passing of time. */
final class TimerDecider {
    /** So that one transaction stays short, whatever falls due at once; the next tick goes on. */
    private static final int AT_ONCE = 1_000;

    private final Rules rules;
    private final TaskCompletion endings;

    TimerDecider(Rules rules, TaskCompletion endings) {
        this.rules = rules;
        this.endings = endings;
    }

    Decision decide(Ledger ledger, Instant now) {
        Decision.Draft draft = new Decision.Draft();
        Set<RunnerEntry.Key> silent = Set.copyOf(ledger.leases().silent(now));
        silent.forEach(key -> lost(draft, ledger, key, now));
        for (RunnerEntry.Key key : ledger.leases().quiet(now)) {
            if (!silent.contains(key)) {
                draft.record(new LedgerEntry.RunnerQuiet(key, ledger.heard(key, now)));
            }
        }
        for (RunnerEntry.Key gone : ledger.leases().longLost(now)) {
            draft.record(new LedgerEntry.RunnerRemoved(gone));
        }
        for (TaskEntry waited : ledger.backOffOver(now, AT_ONCE)) {
            draft.put(waited.queued(now));
        }
        for (TaskEntry waited : ledger.expired(now, AT_ONCE)) {
            endings.expire(draft, waited, rules.queueing().expireAfter(), now);
        }
        Map<RunnerEntry.Key, Integer> forced = new HashMap<>();
        for (TaskEntry unconfirmed : ledger.unconfirmedCancels(now, AT_ONCE)) {
            RunnerEntry.Key key = holder(unconfirmed);
            // Else it has just been ended, with its runner.
            if (!silent.contains(key)) {
                endings.cancelUnconfirmed(draft, unconfirmed, rules.leases().lease(), now);
                forced.merge(key, 1, Integer::sum);
            }
        }
        // Its agent may still run: the slot is not free before a beat says so.
        forced.forEach((key, more) ->
                draft.record(new LedgerEntry.RunnerBurdened(key, ledger.burden(key) + more)));
        for (Pool pool : ledger.pools()) {
            tellPositions(draft, ledger.pool(pool), pool, now);
        }
        return draft.done();
    }

    private static RunnerEntry.Key holder(TaskEntry task) {
        return new RunnerEntry.Key(task.pool(), ((TaskState.Held) task.state()).holder());
    }

    private void lost(Decision.Draft draft, Ledger ledger, RunnerEntry.Key key, Instant now) {
        List<TaskEntry> held = ledger.heldBy(key);
        String reason =
                "runner %s was not heard of for %d s"
                        .formatted(key.holder().runner(), rules.leases().lease().toSeconds());
        Optional<RunnerEntry> known = ledger.runner(key);
        draft.put(known.orElseGet(() -> RunnerEntry.ready(key, 0)).with(Standing.LOST))
                .happened(new RunnerLost(key.holder(), key.pool(), held.size(), reason, now));
        Instant heard = ledger.heard(key, now);
        for (TaskEntry task : held) {
            endings.runnerSilent(draft, task, reason, heard, now);
        }
    }

    /** The head of a queue only, and only who has moved: nobody waits for the 10,000th place. */
    private void tellPositions(Decision.Draft draft, PoolState book, Pool pool, Instant now) {
        Rules.QueueRule rule = rules.queueing();
        Optional<Instant> due = book.positionsDue(rule.positionsEvery());
        if (due.isEmpty() || now.isBefore(due.get())) {
            return;
        }
        Map<TaskId, Integer> told = new HashMap<>();
        List<TaskEntry> head = book.head(rule.positionsTold());
        for (int i = 0; i < head.size(); i++) {
            TaskId id = head.get(i).id();
            int position = i + 1;
            told.put(id, position);
            if (!Integer.valueOf(position).equals(book.positions().get(id))) {
                draft.happened(new QueueMoved(id, pool, position, book.wait(position), now));
            }
        }
        draft.record(new LedgerEntry.PositionsTold(pool, now, told));
    }
}
