package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.openclaw.ModelRetry;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one run in a Gateway may still go on. Its timeouts begin when it leaves the Gateway's
 * queue, because a run that waits there has no events. Not safe for use by many threads.
 */
final class RunDeadline {
    /** A run that waits in the Gateway's queue has not begun, and may begin elsewhere. */
    static final Duration QUEUE_TIMEOUT = Duration.ofMinutes(10);

    private final MonotonicClock clock;
    private final Duration timeout;
    private final Duration grace;
    private final Duration silence;
    private long endNanos;
    private boolean running;
    private long startNanos;

    /**
     * @param timeout that the task allows
     * @param grace beyond it, for the Gateway to end the run itself
     * @param silence after which it is ended; zero for never
     */
    RunDeadline(MonotonicClock clock, Duration timeout, Duration grace, Duration silence) {
        this.clock = clock;
        this.timeout = timeout;
        this.grace = grace;
        this.silence = silence;
        this.endNanos = clock.nanos() + QUEUE_TIMEOUT.toNanos();
    }

    void start() {
        running = true;
        startNanos = clock.nanos();
        endNanos = startNanos + timeout.plus(grace).toNanos();
    }

    boolean reachedTimeout() {
        return running && clock.nanos() - startNanos >= timeout.toNanos();
    }

    /** Until the run has to end, whatever is heard. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - clock.nanos()));
    }

    /**
     * Until {@link #findOverdue} may have a result.
     *
     * @param silenceNanos since anything was heard
     */
    Duration untilNextCheck(long silenceNanos) {
        long left = left().toNanos();
        if (isSilenceLimited()) {
            left = Math.min(left, silence.toNanos() - silenceNanos);
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    private boolean isSilenceLimited() {
        return running && silence.isPositive();
    }

    /**
     * Returns why the run has to end now, if it has to.
     *
     * @param silenceNanos since anything was heard
     * @param retrying present while OpenClaw waits before it asks the model again
     */
    @Nullable Failed findOverdue(long silenceNanos, @Nullable ModelRetry retrying) {
        if (left().isZero()) {
            if (!running) {
                return Failed.of(
                        FailureKind.TRANSIENT,
                        "The gateway did not begin the task within %d minutes."
                                .formatted(QUEUE_TIMEOUT.toMinutes()));
            }
            return retrying == null ? timedOut() : FailureClassifier.timedOutRetrying(retrying);
        }
        if (isSilenceLimited() && silenceNanos >= silence.toNanos()) {
            return Failed.of(
                    FailureKind.TIMEOUT,
                    "The agent was stopped: nothing was heard of it for %d s."
                            .formatted(silence.toSeconds()));
        }
        return null;
    }

    Failed timedOut() {
        return Failed.of(
                FailureKind.TIMEOUT,
                "The agent was stopped: it had its %d s. More time is given with [timeout:10m]."
                        .formatted(timeout.toSeconds()));
    }
}
