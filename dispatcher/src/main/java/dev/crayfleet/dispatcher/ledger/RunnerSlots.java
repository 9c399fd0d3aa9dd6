package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One session of a runner in one pool, and what it holds there. */
final class RunnerSlots {
    /** A heartbeat may name what ended while it was on its way, and not much else. */
    private static final int MAX_REPORTED_ENDS = 32;

    private final RunnerLastHeard contact = new RunnerLastHeard();
    private final Map<TaskId, TaskEntry> held = new LinkedHashMap<>();
    private final Deque<Attempt> reportedEnds = new ArrayDeque<>();
    private @Nullable RunnerEntry entry;
    private int orphans;

    RunnerLastHeard contact() {
        return contact;
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
        held.put(task.id(), task);
    }

    void release(TaskId id) {
        held.remove(id);
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
     * How many claims it may be given now. None before it was heard of by the dispatcher that has
     * the lane now: it may still be stopping something that only the one before knew of.
     */
    int free(Instant now) {
        if (entry == null || !contact.isLive()) {
            return 0;
        }
        int free = entry.slots() - held.size() - orphans;
        return switch (entry.standing()) {
            case READY -> free;
            case QUARANTINED -> {
                RunnerEntry.Quarantine quarantine = entry.quarantine();
                boolean isOver = quarantine != null && quarantine.isOver(now);
                yield isOver && held.isEmpty() ? Math.min(1, free) : 0;
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
     * Whether a task may be put beside what is held.
     *
     * @param requester whose it is
     */
    boolean suits(String requester, CrashSuspicion suspicion, Instant now) {
        return suitsRequester(requester, now) && suitsSuspicion(suspicion);
    }

    /** In quarantine for a requester it is tried with one task of theirs from time to time. */
    private boolean suitsRequester(String requester, Instant now) {
        RunnerEntry.Quarantine quarantine = quarantine();
        if (quarantine == null || !requester.equals(quarantine.requester())) {
            return true;
        }
        return quarantine.isOver(now)
                && held.values().stream().noneMatch(task -> task.requester().equals(requester));
    }

    private boolean suitsSuspicion(CrashSuspicion suspicion) {
        return switch (suspicion) {
            case NONE -> true;
            case SUSPECT ->
                    held.values().stream()
                            .noneMatch(task -> task.suspicion() == CrashSuspicion.LAST);
            case LAST ->
                    held.values().stream()
                            .allMatch(task -> task.suspicion() == CrashSuspicion.NONE);
        };
    }

    /**
     * When something may follow from its silence next, or from its quarantine's end.
     *
     * @param noExpiryBefore it is not declared lost before
     */
    Instant due(Rules.LeaseRule rule, Instant noExpiryBefore, Instant now) {
        Instant lastHeard = contact.lastHeardOr(now);
        if (is(RunnerEntry.Standing.LOST)) {
            return lastHeard.plus(rule.lostKept());
        }
        Instant silence =
                later(
                        lastHeard.plus(contact.isQuiet() ? rule.lease() : rule.quietAfter()),
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
