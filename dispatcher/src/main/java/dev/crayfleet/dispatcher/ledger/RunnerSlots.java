package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One life of a runner in one pool, and what it holds there. */
final class RunnerSlots {
    /** A beat may name what ended while it was on its way, and not much else. */
    private static final int DELIVERED = 32;

    /** Two beats, by default: what was said long ago is all read in less. */
    private static final Duration SPEAKS = Duration.ofSeconds(3);

    private final Map<TaskId, TaskEntry> held = new LinkedHashMap<>();
    private final Deque<Attempt> delivered = new ArrayDeque<>();
    private @Nullable RunnerEntry entry;
    private @Nullable Instant leaseFrom;
    private @Nullable Instant quietSince;
    private @Nullable Instant firstHeard;
    private boolean heard;
    private int burden;

    @Nullable RunnerEntry entry() {
        return entry;
    }

    void entry(RunnerEntry now) {
        entry = now;
    }

    /**
     * @param lately else it is trusted when it goes on speaking: its clock may be wrong
     */
    void heard(Instant at, boolean lately) {
        leaseFrom = at;
        if (firstHeard == null) {
            firstHeard = at;
        }
        heard |= lately || !firstHeard.plus(SPEAKS).isAfter(at);
    }

    /**
     * Notes that it has been quiet for several heartbeats, or is so no more.
     *
     * @param since when it was last heard of; absent when it is heard of again
     */
    void quiet(@Nullable Instant since) {
        quietSince = since;
    }

    boolean isQuiet() {
        return quietSince != null;
    }

    /**
     * Somebody else listened before: what was noted then counts.
     *
     * @param atTheLatest when it was last heard of, if nothing was noted
     */
    void heardBefore(Instant atTheLatest) {
        if (leaseFrom == null) {
            leaseFrom = quietSince == null ? atTheLatest : quietSince;
        }
    }

    int burden() {
        return burden;
    }

    void burden(int attempts) {
        burden = attempts;
    }

    void delivered(Attempt attempt) {
        delivered.addLast(attempt);
        if (delivered.size() > DELIVERED) {
            delivered.removeFirst();
        }
    }

    /** Whether it has said lately that the attempt has ended. */
    boolean hasDelivered(Attempt attempt) {
        return delivered.contains(attempt);
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
        int running = 0;
        for (TaskEntry task : held.values()) {
            running += task.state() instanceof TaskState.Running ? 1 : 0;
        }
        return running;
    }

    /**
     * How many claims it may be given now. None before it was heard of by whoever has the lane now:
     * it may still be stopping something that only the last one knew of.
     */
    int free(Instant now) {
        if (entry == null || !heard) {
            return 0;
        }
        int free = entry.slots() - held.size() - burden;
        return switch (entry.standing()) {
            case READY -> free;
            case QUARANTINED -> held.isEmpty() && isProbed(now) ? Math.min(1, free) : 0;
            case DRAINING, LOST -> 0;
        };
    }

    /**
     * Whether a task may be put beside what is held.
     *
     * @param requester whose it is
     */
    boolean suits(String requester, CrashSuspicion suspicion, Instant now) {
        return takesOf(requester, now) && suits(suspicion);
    }

    /** In quarantine for a requester it is tried with one task of theirs from time to time. */
    private boolean takesOf(String requester, Instant now) {
        RunnerEntry.Quarantine quarantine = entry == null ? null : entry.quarantine();
        if (quarantine == null || !requester.equals(quarantine.requester())) {
            return true;
        }
        return quarantine.isOver(now)
                && held.values().stream().noneMatch(task -> task.requester().equals(requester));
    }

    private boolean suits(CrashSuspicion suspicion) {
        return switch (suspicion) {
            case NONE -> true;
            case SUSPECT ->
                    held.values().stream().noneMatch(t -> t.suspicion() == CrashSuspicion.LAST);
            case LAST -> held.values().stream().allMatch(t -> t.suspicion() == CrashSuspicion.NONE);
        };
    }

    boolean isOneOf(Set<String> runners) {
        return entry != null && runners.contains(entry.holder().runner().value());
    }

    /**
     * When something may follow from its silence next, or from its quarantine's end.
     *
     * @param judgeFrom it is not declared lost before
     */
    Instant due(Rules.LeaseRule rule, Instant judgeFrom, Instant now) {
        Instant heard = heardOr(now);
        if (is(RunnerEntry.Standing.LOST)) {
            return heard.plus(rule.lostKept());
        }
        Instant silence =
                later(heard.plus(isQuiet() ? rule.lease() : rule.quietAfter()), judgeFrom);
        RunnerEntry.Quarantine quarantine = entry == null ? null : entry.quarantine();
        return quarantine != null
                        && quarantine.until().isAfter(now)
                        && quarantine.until().isBefore(silence)
                ? quarantine.until()
                : silence;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    boolean is(RunnerEntry.Standing standing) {
        return entry != null && entry.standing() == standing;
    }

    /** When it was last heard of; from now on, if that is not known. */
    Instant heardOr(Instant now) {
        if (leaseFrom == null) {
            leaseFrom = now;
        }
        return leaseFrom;
    }

    private boolean isProbed(Instant now) {
        RunnerEntry.Quarantine quarantine = entry == null ? null : entry.quarantine();
        return quarantine != null && quarantine.isOver(now);
    }
}
