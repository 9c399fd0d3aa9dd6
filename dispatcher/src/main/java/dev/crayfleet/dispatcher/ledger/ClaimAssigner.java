package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage.AgentProfile;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent.TaskClaimed;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.fleet.Agent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assigns waiting tasks to free slots. A claim is written only when a slot is free for it. */
final class ClaimAssigner {
    private final Duration lease;

    ClaimAssigner(Duration lease) {
        this.lease = lease;
    }

    /** Decides and applies, claim by claim, until no task waits or no slot is free. */
    Decision assign(Ledger ledger, Instant now) {
        DecisionBuilder decision = new DecisionBuilder();
        for (PoolState pool : ledger.pools().withClaimableTasks()) {
            Optional<PoolState.Match> match = pool.nextMatch(now);
            while (match.isPresent()) {
                claim(decision, ledger, match.get(), now);
                match = pool.nextMatch(now);
            }
        }
        return decision.build();
    }

    private void claim(
            DecisionBuilder decision, Ledger ledger, PoolState.Match match, Instant now) {
        RunnerEntry runner = match.runner();
        TaskEntry task = match.task().claimed(new TaskState.Claimed(runner.holder(), now));
        Pool pool = task.pool();
        TaskSubmitted submitted = task.submitted();
        LedgerEntry entry = new LedgerEntry.TaskPut(task);
        ledger.apply(entry);
        decision.record(entry)
                .send(
                        new ClaimGranted(
                                runner.holder(),
                                task.attempt(),
                                pool,
                                new Work(
                                        submitted.prompt(),
                                        task.options(),
                                        submitted.files(),
                                        submitted.requester(),
                                        submitted.origin(),
                                        submitted.traceparent(),
                                        task.submission().mode(),
                                        profile(ledger, task)),
                                lease,
                                now))
                .publish(
                        new TaskClaimed(
                                task.id(),
                                pool,
                                task.attempts(),
                                runner.holder(),
                                submitted.origin(),
                                now,
                                submitted.traceparent()));
    }

    /** Null where the fleet file does not name the agent. */
    private static @Nullable AgentProfile profile(Ledger ledger, TaskEntry task) {
        return ledger.fleet()
                .agent(task.pool().value())
                .map(agent ->
                        new AgentProfile(
                                agent.home(),
                                agent.memory() == Agent.Memory.KEEP,
                                !agent.mayDelegateTo().isNothing()
                                        && task.depth() < Limits.DELEGATION_DEPTH))
                .orElse(null);
    }
}
