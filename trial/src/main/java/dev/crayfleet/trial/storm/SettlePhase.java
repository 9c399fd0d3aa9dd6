package dev.crayfleet.trial.storm;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Ends all faults and waits until the fleet has finished everything that was submitted. */
final class SettlePhase {
    private static final Duration FAULTS_END_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration QUIET_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration HOSTILE_TIMEOUT = Duration.ofSeconds(90);

    /** Without an event or a post for this long, the fleet counts as quiet. */
    private static final Duration QUIET_PERIOD = Duration.ofSeconds(4);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final StormFleet fleet;
    private final StormTaskSubmitter submitter;
    private final HostileInputs hostileInputs;
    private final FaultScheduler faults;
    private final StormMonitor monitor;
    private final ProgressPrinter progress;
    private final Consumer<Violation> violations;

    SettlePhase(
            StormFleet fleet,
            StormTaskSubmitter submitter,
            HostileInputs hostileInputs,
            FaultScheduler faults,
            StormMonitor monitor,
            ProgressPrinter progress,
            Consumer<Violation> violations) {
        this.fleet = fleet;
        this.submitter = submitter;
        this.hostileInputs = hostileInputs;
        this.faults = faults;
        this.monitor = monitor;
        this.progress = progress;
        this.violations = violations;
    }

    /** Returns whether everything was finished and posted in time. */
    boolean run() throws InterruptedException {
        if (!faults.awaitEnd(FAULTS_END_TIMEOUT)) {
            violations.accept(
                    new Violation(
                            "the storm itself",
                            "a fault is missing or does not end",
                            "its faults"));
        }
        faults.close();
        progress.print("faults are over; waiting for quiet");
        int upgraded = fleet.endThoseOfOtherVersion();
        if (upgraded > 0) {
            progress.print(
                    "%d services that no fault has hit are upgraded now".formatted(upgraded));
        }
        fleet.ensureAllHealthy(violations);
        boolean answered =
                submitter.awaitAnswers(QUIET_TIMEOUT) && hostileInputs.awaitSent(QUIET_TIMEOUT);
        long deadline = System.nanoTime() + QUIET_TIMEOUT.toNanos();
        long hostileDeadline = System.nanoTime() + HOSTILE_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            if (answered
                    && monitor.isAllPosted(submitter.counts().accepted())
                    && (hostileInputs.settle(fleet.dispatcher())
                            || System.nanoTime() > hostileDeadline)
                    && staysQuiet()) {
                return true;
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
        return false;
    }

    private boolean staysQuiet() throws InterruptedException {
        long before = monitor.activity();
        long end = System.nanoTime() + QUIET_PERIOD.toNanos();
        while (System.nanoTime() < end) {
            if (monitor.activity() != before) {
                return false;
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException("the storm was interrupted");
            }
        }
        return true;
    }
}
