package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One session of a runner in one pool, and what it holds there. */
final class RunnerSlots {
    /**
     * A heartbeat may still name an attempt that ended while the heartbeat was on its way. Only the
     * latest few ends matter for that.
     */
    private static final int MAX_REPORTED_ENDS = 32;

    private final RunnerLastHeard lastHeard = new RunnerLastHeard();
    private final Map<TaskId, TaskEntry> held = new LinkedHashMap<>();
    private final SlotUse use = new SlotUse();
    private final IntSupplier mostSlots;
    private final Deque<Attempt> reportedEnds = new ArrayDeque<>();
    private @Nullable RunnerEntry entry;
    private int orphans;
    private @Nullable Instant denialToldAt;

    /**
     * @param mostSlots the most that the agent may have on one runner
     */
    RunnerSlots(IntSupplier mostSlots) {
        this.mostSlots = mostSlots;
    }

    RunnerLastHeard lastHeard() {
        return lastHeard;
    }

    @Nullable RunnerEntry entry() {
        return entry;
    }

    void setEntry(RunnerEntry next) {
        entry = next;
    }

    boolean is(RunnerEntry.Standing standing) {
        return entry != null && entry.standing() == standing;
    }

    boolean isOneOf(Set<String> runners) {
        return entry != null && runners.contains(entry.holder().runner().value());
    }

    /** Attempts that it still runs and should not. */
    int orphans() {
        return orphans;
    }

    void setOrphans(int attempts) {
        orphans = attempts;
    }

    /**
     * Whether it runs nothing. Not until this dispatcher has heard from it, because only the
     * previous one knew of attempts that it was still stopping.
     */
    boolean isQuiet() {
        if (!held.isEmpty()) {
            return false;
        }
        return entry == null
                || is(RunnerEntry.Standing.LOST)
                || (lastHeard.isLive() && orphans == 0);
    }

    void addReportedEnd(Attempt attempt) {
        reportedEnds.addLast(attempt);
        if (reportedEnds.size() > MAX_REPORTED_ENDS) {
            reportedEnds.removeFirst();
        }
    }

    /** Whether it has said lately that the attempt has ended. */
    boolean hasReportedEnd(Attempt attempt) {
        return reportedEnds.contains(attempt);
    }

    void hold(TaskEntry task) {
        release(task.id());
        held.put(task.id(), task);
        use.add(task);
    }

    void release(TaskId id) {
        TaskEntry released = held.remove(id);
        if (released != null) {
            use.remove(released);
        }
    }

    void setDenialTold(Instant at) {
        denialToldAt = at;
    }

    /** When it was last told that somebody was refused on its machine. */
    @Nullable Instant denialToldAt() {
        return denialToldAt;
    }

    /** Slots that it offers, as far as the agent may have them. */
    int slots() {
        return entry == null ? 0 : Math.min(entry.slots(), mostSlots.getAsInt());
    }

    /** Oldest claim first. */
    List<TaskEntry> held() {
        return List.copyOf(held.values());
    }

    int holds() {
        return held.size();
    }

    int running() {
        return (int)
                held.values().stream()
                        .filter(task -> task.state() instanceof TaskState.Running)
                        .count();
    }

    /**
     * How many claims it may be given now. 0 until this dispatcher has heard from it: after a
     * takeover it may still be stopping an attempt that only the previous dispatcher knew of.
     *
     * @param depth how far the task was delegated that is to be claimed
     */
    int free(int depth, Instant now) {
        if (entry == null || !lastHeard.isLive()) {
            return 0;
        }
        int against = use.countAgainst(depth);
        int free = slots() - against - orphans;
        return switch (entry.standing()) {
            case READY -> free;
            case QUARANTINED -> {
                RunnerEntry.Quarantine quarantine = entry.quarantine();
                boolean isOver = quarantine != null && quarantine.isOver(now);
                yield isOver && against == 0 ? Math.min(1, free) : 0;
            }
            case DRAINING, LOST -> 0;
        };
    }

    /** When one task is tried on it again; absent while it is in no quarantine. */
    Optional<Instant> quarantineEnd() {
        return Optional.ofNullable(quarantine()).map(RunnerEntry.Quarantine::until);
    }

    private RunnerEntry.@Nullable Quarantine quarantine() {
        return entry == null ? null : entry.quarantine();
    }

    /**
     * Whether it has a slot for a task, and the task may run on it beside the tasks that it holds.
     *
     * @param requester the id of who asked for the task
     */
    boolean suits(String requester, ClaimConstraints constraints, Instant now) {
        return free(constraints.depth(), now) > 0
                && suitsRequester(requester, constraints.depth(), now)
                && suitsSuspicion(constraints)
                && (!constraints.restricted() || knowsModes());
    }

    /** Whether it runs a task no further than is allowed; older ones would give it a shell. */
    boolean knowsModes() {
        RunnerDetails details = entry == null ? null : entry.details();
        return details != null && details.knowsModes();
    }

    /**
     * While it is in quarantine for a requester, it gets one task of theirs from time to time, as a
     * probe.
     */
    private boolean suitsRequester(String requester, int depth, Instant now) {
        RunnerEntry.Quarantine quarantine = quarantine();
        if (quarantine == null || !requester.equals(quarantine.requester())) {
            return true;
        }
        return quarantine.isOver(now)
                && beside(depth).noneMatch(task -> task.requester().equals(requester));
    }

    /** What it holds and does not lend the slot of to a task that was delegated so far. */
    private Stream<TaskEntry> beside(int depth) {
        return held.values().stream().filter(each -> SlotUse.isAgainst(each, depth));
    }

    private boolean suitsSuspicion(ClaimConstraints constraints) {
        return switch (constraints.suspicion()) {
            case NONE -> true;
            case SUSPECT ->
                    beside(constraints.depth())
                            .noneMatch(task ->
                                    task.suspicion() == CrashSuspicion.SUSPECT_ON_LAST_ATTEMPT);
            case SUSPECT_ON_LAST_ATTEMPT ->
                    beside(constraints.depth())
                            .allMatch(task -> task.suspicion() == CrashSuspicion.NONE);
        };
    }

    /**
     * The next time at which it may have to be declared quiet or lost, or at which its quarantine
     * ends.
     *
     * @param noExpiryBefore it is declared neither quiet nor lost before that time
     */
    Instant due(Rules.LeaseRule rule, Instant noExpiryBefore, Instant now) {
        Instant heardAt = lastHeard.timeOr(now);
        if (is(RunnerEntry.Standing.LOST)) {
            return heardAt.plus(rule.lostKept());
        }
        Instant silence =
                later(
                        heardAt.plus(lastHeard.isQuiet() ? rule.lease() : rule.quietAfter()),
                        noExpiryBefore);
        RunnerEntry.Quarantine quarantine = quarantine();
        return quarantine != null
                        && quarantine.until().isAfter(now)
                        && quarantine.until().isBefore(silence)
                ? quarantine.until()
                : silence;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
