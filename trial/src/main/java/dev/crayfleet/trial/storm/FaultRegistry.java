package dev.crayfleet.trial.storm;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which faults are active, have begun and have ended. Safe for use by many threads. */
final class FaultRegistry {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final Map<FaultKind, Integer> completed = new EnumMap<>(FaultKind.class);
    private final Set<FaultKind> begun = EnumSet.noneOf(FaultKind.class);
    private final Set<String> faultyProcesses = new HashSet<>();

    /** Without runners: several of those may be faulty at a time. */
    private final Set<FaultKind.FaultTarget> faultyTargets =
            EnumSet.noneOf(FaultKind.FaultTarget.class);

    private volatile boolean tasksSubmitted;

    void allTasksSubmitted() {
        tasksSubmitted = true;
    }

    synchronized int begunKinds() {
        return begun.size();
    }

    /** How often each kind has ended. */
    synchronized Map<FaultKind, Integer> completed() {
        return new EnumMap<>(completed);
    }

    synchronized boolean isFaulty(String process) {
        return faultyProcesses.contains(process);
    }

    /**
     * Waits until neither the process nor a conflicting target is under a fault, and marks the
     * fault as begun. The plan leaves time between two such faults; a slow machine may need more.
     *
     * @return false if the fault is to be left out: all tasks are submitted, and its kind has begun
     *     before
     */
    synchronized boolean tryBegin(FaultKind kind, String process) throws InterruptedException {
        FaultKind.FaultTarget target = kind.target();
        while (faultyProcesses.contains(process)
                || target != FaultKind.FaultTarget.RUNNER
                        && faultyTargets.stream().anyMatch(other -> other.conflictsWith(target))) {
            TimeUnit.NANOSECONDS.timedWait(this, POLL_INTERVAL.toNanos());
            if (tasksSubmitted && begun.contains(kind)) {
                return false;
            }
        }
        if (tasksSubmitted && begun.contains(kind)) {
            return false;
        }
        begun.add(kind);
        faultyProcesses.add(process);
        if (target != FaultKind.FaultTarget.RUNNER) {
            faultyTargets.add(target);
        }
        return true;
    }

    synchronized void complete(FaultKind kind, String process) {
        faultyProcesses.remove(process);
        faultyTargets.remove(kind.target());
        completed.merge(kind, 1, Integer::sum);
        notifyAll();
    }

    /**
     * Waits until no fault is active.
     *
     * @param deadline by {@link System#nanoTime}
     * @return false if one is active at the deadline
     */
    synchronized boolean awaitNoneActive(long deadline) throws InterruptedException {
        while (!faultyProcesses.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
