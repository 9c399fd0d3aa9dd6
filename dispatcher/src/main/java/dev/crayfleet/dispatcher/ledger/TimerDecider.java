package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskEvent.QueueMoved;
import dev.crayfleet.contract.TaskEvent.RunnerLost;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides what follows when a lease, a back-off, an approval or an expiry is due. */
final class TimerDecider {
    /**
     * Keeps the transaction short when many tasks are due at once; the next tick handles the rest.
     */
    private static final int MAX_TASKS_PER_TICK = 1_000;

    /** As above; most of them are only looked at. */
    private static final int MAX_NOTICES_PER_TICK = 200;

    private final Rules rules;
    private final TaskCompletion completion;
    private final UnservedNoticeDecider unservedNotices;

    TimerDecider(Rules rules, TaskCompletion completion) {
        this.rules = rules;
        this.completion = completion;
        this.unservedNotices = new UnservedNoticeDecider(rules.queueing().expireAfter());
    }

    Decision decide(Ledger ledger, Instant now) {
        DecisionBuilder decision = new DecisionBuilder();
        Set<RunnerKey> lost = checkLeases(decision, ledger, now);
        for (TaskEntry task : ledger.backOffOver(now, MAX_TASKS_PER_TICK)) {
            decision.put(task.queued(now));
        }
        for (TaskEntry task : ledger.expired(now, MAX_TASKS_PER_TICK)) {
            completion.expire(decision, task, ledger.holds().pause(task.pool()), waited(task), now);
        }
        forceCancels(decision, ledger, lost, now);
        unservedNotices.decide(decision, ledger, MAX_NOTICES_PER_TICK, now);
        for (Pool pool : ledger.pools().all()) {
            publishPositions(decision, ledger.pool(pool), pool, now);
        }
        return decision.build();
    }

    /**
     * @return the runners that were declared lost
     */
    private Duration waited(TaskEntry task) {
        return task.state() instanceof TaskState.AwaitingApproval awaiting
                ? awaiting.expiry().orElse(rules.queueing().expireAfter())
                : rules.queueing().expireAfter();
    }

    private Set<RunnerKey> checkLeases(DecisionBuilder decision, Ledger ledger, Instant now) {
        LaneRunners runners = ledger.runners();
        Set<RunnerKey> lost = Set.copyOf(runners.leases().expired(now));
        lost.forEach(key -> declareLost(decision, runners, key, now));
        for (RunnerKey key : runners.leases().newlyQuiet(now)) {
            if (!lost.contains(key)) {
                decision.record(new LedgerEntry.RunnerQuiet(key, runners.lastHeard(key, now)));
            }
        }
        for (RunnerKey key : runners.leases().longLost(now)) {
            decision.record(new LedgerEntry.RunnerRemoved(key));
        }
        return lost;
    }

    private void declareLost(
            DecisionBuilder decision, LaneRunners runners, RunnerKey key, Instant now) {
        List<TaskEntry> held = runners.heldBy(key);
        String reason =
                "runner %s was not heard of for %s"
                        .formatted(
                                key.holder().runner(),
                                ReadableTimes.duration(rules.leases().lease()));
        Optional<RunnerEntry> known = runners.entry(key);
        decision.put(
                        known.orElseGet(() -> RunnerEntry.ready(key, 0, null))
                                .withStanding(Standing.LOST))
                .publish(new RunnerLost(key.holder(), key.pool(), held.size(), reason, now));
        Instant lastHeard = runners.lastHeard(key, now);
        for (TaskEntry task : held) {
            completion.runnerLost(decision, task, reason, lastHeard, now);
        }
    }

    private void forceCancels(
            DecisionBuilder decision, Ledger ledger, Set<RunnerKey> lost, Instant now) {
        Map<RunnerKey, Integer> forced = new HashMap<>();
        for (TaskEntry task : ledger.unconfirmedCancels(now, MAX_TASKS_PER_TICK)) {
            RunnerKey key = runnerOf(task);
            // declareLost has already ended the tasks of a lost runner.
            if (!lost.contains(key)) {
                completion.cancelUnconfirmed(decision, task, rules.leases().lease(), now);
                forced.merge(key, 1, Integer::sum);
            }
        }
        // The runner may still run the agent, so the slot counts as occupied until a heartbeat no
        // longer names the attempt.
        forced.forEach((key, more) ->
                decision.record(
                        new LedgerEntry.OrphansCounted(key, ledger.runners().orphans(key) + more)));
    }

    private static RunnerKey runnerOf(TaskEntry task) {
        return new RunnerKey(task.pool(), ((TaskState.Held) task.state()).holder());
    }

    /**
     * Tells the first tasks of the queue their positions, but only those whose position has
     * changed.
     */
    private void publishPositions(
            DecisionBuilder decision, PoolState state, Pool pool, Instant now) {
        Rules.QueueRule rule = rules.queueing();
        Optional<Instant> due = state.positionsDue(rule.positionsEvery());
        if (due.isEmpty() || now.isBefore(due.get())) {
            return;
        }
        Map<TaskId, Integer> positions = new HashMap<>();
        List<TaskEntry> head = state.head(rule.positionsTold());
        for (int i = 0; i < head.size(); i++) {
            TaskId id = head.get(i).id();
            int position = i + 1;
            positions.put(id, position);
            if (!Integer.valueOf(position).equals(state.publishedPosition(id))) {
                decision.publish(
                        new QueueMoved(id, pool, position, state.expectedWait(position), now));
            }
        }
        decision.record(new LedgerEntry.PositionsPublished(pool, now, positions));
    }
}
