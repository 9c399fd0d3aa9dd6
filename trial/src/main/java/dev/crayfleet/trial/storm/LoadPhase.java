package dev.crayfleet.trial.storm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Submits all tasks at an even rate while faults are injected. */
final class LoadPhase {
    /** Tasks go on for this long after the last fault begins. */
    private static final Duration TAIL = Duration.ofSeconds(5);

    /** Share of the tasks that may be submitted before the first kind of fault has begun. */
    private static final double HEAD_START = 0.2;

    /** How long submitting may wait for late faults, beyond the planned end. */
    private static final Duration MAX_DELAY = Duration.ofMinutes(4);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final StormOptions options;
    private final StormTaskSubmitter submitter;
    private final HostileInputs hostileInputs;
    private final FaultScheduler faults;
    private final ProgressPrinter progress;

    LoadPhase(
            StormOptions options,
            StormTaskSubmitter submitter,
            HostileInputs hostileInputs,
            FaultScheduler faults,
            ProgressPrinter progress) {
        this.options = options;
        this.submitter = submitter;
        this.hostileInputs = hostileInputs;
        this.faults = faults;
        this.progress = progress;
    }

    /** Returns when the last task has been handed over; some may not be accepted yet. */
    void run(List<PlannedFault> plan) throws InterruptedException {
        Duration duration = plan.getLast().startOffset().plus(TAIL);
        if (duration.compareTo(options.duration()) < 0) {
            duration = options.duration();
        }
        progress.print(
                "storm of %d s with %d faults begins".formatted(duration.toSeconds(), plan.size()));
        faults.start(plan);
        long start = System.nanoTime();
        long deadline = start + duration.plus(MAX_DELAY).toNanos();
        for (int number = 0; number < options.tasks(); number++) {
            awaitTurn(
                    number,
                    start + (long) (duration.toNanos() * ((double) number / options.tasks())),
                    deadline);
            submitter.submit(PlannedTask.of(options.seed(), number));
            hostileInputs.sendUpTo((number + 1.0) / options.tasks());
            if (number == options.tasks() / 3) {
                submitter.sendUnreadable();
            }
        }
        faults.allTasksSubmitted();
    }

    private void awaitTurn(int number, long dueNanos, long deadlineNanos)
            throws InterruptedException {
        while (System.nanoTime() < dueNanos
                || isAheadOfFaults(number) && System.nanoTime() < deadlineNanos) {
            long left = dueNanos - System.nanoTime();
            LockSupport.parkNanos(left > 0 ? left : POLL_INTERVAL.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException("the storm was interrupted");
            }
        }
    }

    /**
     * Whether a larger share of the tasks than of the kinds of faults has begun, as happens on a
     * slow machine. The remaining tasks are then held back: later faults need tasks to hit.
     */
    private boolean isAheadOfFaults(int submitted) {
        double begunShare = (double) faults.begunKinds() / options.faultKinds().size();
        return begunShare < 1
                && submitted > options.tasks() * (HEAD_START + (1 - HEAD_START) * begunShare);
    }
}
