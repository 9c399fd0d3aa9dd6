package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.RunnerEntry.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Finds out why a task of one pool waits. */
final class WaitReasons {
    private final Pool pool;
    private final List<RunnerSlots> alive = new ArrayList<>();
    private final boolean hasLost;
    private final ShareUsage usage;
    private final IntPredicate isAtWork;
    private final Optional<WaitReason> hold;

    /**
     * @param isAtWork whether the agent keeps its memory, and is in the way of a task that was
     *     delegated so far
     * @param hold why nothing of the pool is claimed at all, if that is so
     */
    WaitReasons(
            Pool pool,
            PoolRunners runners,
            ShareUsage usage,
            IntPredicate isAtWork,
            Optional<WaitReason> hold) {
        this.pool = pool;
        this.usage = usage;
        this.isAtWork = isAtWork;
        this.hold = hold;
        List<RunnerSlots> lost = new ArrayList<>();
        runners.forEach((holder, slots) -> {
            if (slots.entry() != null) {
                (slots.is(Standing.LOST) ? lost : alive).add(slots);
            }
        });
        this.hasLost = !lost.isEmpty();
    }

    /** Why a task waits that no runner holds; empty for one that is held. */
    Optional<WaitReason> find(TaskEntry task, int position, Instant now) {
        return switch (task.state()) {
            case TaskState.AwaitingApproval awaiting ->
                    Optional.of(
                            new WaitReason.NeedsApproval(
                                    ApprovalDecider.approvers(awaiting.open())));
            case TaskState.BackingOff backing ->
                    hold.or(() ->
                            Optional.of(
                                    new WaitReason.BacksOff(
                                            backing.until(), task.history().getLast().detail())));
            case TaskState.Queued queued ->
                    hold.or(() -> Optional.of(queued(task, position - 1, now)));
            case TaskState.Held held -> Optional.empty();
        };
    }

    private WaitReason queued(TaskEntry task, int ahead, Instant now) {
        if (alive.isEmpty()) {
            return new WaitReason.NoRunner(pool, hasLost);
        }
        List<RunnerSlots> takers =
                alive.stream().filter(each -> !each.is(Standing.DRAINING)).toList();
        if (takers.isEmpty()) {
            return new WaitReason.RunnersDrain(pool);
        }
        ClaimConstraints constraints = ClaimConstraints.of(task);
        if (constraints.restricted()) {
            takers = takers.stream().filter(RunnerSlots::knowsModes).toList();
            if (takers.isEmpty()) {
                return new WaitReason.RunnersOlder(pool);
            }
        }
        if (isAtWork.test(task.depth())) {
            return new WaitReason.MemoryInUse(pool, ahead);
        }
        List<RunnerSlots> free =
                takers.stream().filter(each -> each.free(task.depth(), now) > 0).toList();
        if (free.isEmpty()) {
            return noneFree(takers, ahead);
        }
        if (!usage.allowsRequester(task.requester())) {
            return new WaitReason.RequesterLimited(pool);
        }
        if (!usage.allowsModel(task.model())) {
            return new WaitReason.ModelLimited(task.model());
        }
        if (free.stream().anyMatch(each -> each.suits(task.requester(), constraints, now))) {
            return new WaitReason.TurnComes(ahead);
        }
        return free.stream()
                        .anyMatch(each ->
                                each.suits(task.requester(), constraints.unsuspected(), now))
                ? new WaitReason.RunnerSuspected()
                : quarantined(takers, true);
    }

    private WaitReason noneFree(List<RunnerSlots> takers, int ahead) {
        List<RunnerSlots> ready = takers.stream().filter(each -> each.is(Standing.READY)).toList();
        if (ready.isEmpty()) {
            return quarantined(takers, false);
        }
        return ready.stream().noneMatch(each -> each.lastHeard().isLive())
                ? new WaitReason.RunnersUnheard(pool)
                : new WaitReason.RunnersBusy(pool, slots(ready), ahead);
    }

    private static int slots(List<RunnerSlots> runners) {
        return runners.stream().mapToInt(RunnerSlots::slots).sum();
    }

    private WaitReason quarantined(List<RunnerSlots> runners, boolean forRequester) {
        Instant until =
                runners.stream()
                        .flatMap(each -> each.quarantineEnd().stream())
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.MIN);
        return new WaitReason.RunnersQuarantined(pool, runners.size(), until, forRequester);
    }
}
