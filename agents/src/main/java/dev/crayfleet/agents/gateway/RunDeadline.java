package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.openclaw.ModelRetry;
import dev.crayfleet.agents.process.Ticker;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one run in a Gateway may still go on. Its time begins when it leaves the Gateway's
 * queue, and so does its silence: what waits there has nothing to say. Not safe for use by many
 * threads.
 */
final class RunDeadline {
    /** What waits in the Gateway's queue has not begun, and may begin elsewhere. */
    static final Duration QUEUE = Duration.ofMinutes(10);

    private final Ticker ticker;
    private final Duration time;
    private final Duration grace;
    private final Duration silence;
    private long until;
    private boolean running;
    private long started;

    /**
     * @param time that the task allows
     * @param grace beyond it, for the Gateway to end the run itself
     * @param silence after which it is ended; zero for never
     */
    RunDeadline(Ticker ticker, Duration time, Duration grace, Duration silence) {
        this.ticker = ticker;
        this.time = time;
        this.grace = grace;
        this.silence = silence;
        this.until = ticker.nanos() + QUEUE.toNanos();
    }

    void starts() {
        running = true;
        started = ticker.nanos();
        until = started + time.plus(grace).toNanos();
    }

    boolean hadItsTime() {
        return running && ticker.nanos() - started >= time.toNanos();
    }

    /** Until it is over, whatever is heard. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, until - ticker.nanos()));
    }

    /**
     * Until it is worth a look.
     *
     * @param heard nanoseconds since anything was
     */
    Duration patience(long heard) {
        long left = left().toNanos();
        if (watchesSilence()) {
            left = Math.min(left, silence.toNanos() - heard);
        }
        return Duration.ofNanos(Math.max(0, left));
    }

    private boolean watchesSilence() {
        return running && silence.isPositive();
    }

    /**
     * Why it has to end now, if it has to.
     *
     * @param heard nanoseconds since anything was
     * @param retrying what OpenClaw waits for before it asks the model again, if it does
     */
    @Nullable Failed overdue(long heard, @Nullable ModelRetry retrying) {
        if (left().isZero()) {
            if (!running) {
                return Failed.of(
                        FailureKind.TRANSIENT,
                        "The gateway did not begin the task within %d minutes."
                                .formatted(QUEUE.toMinutes()));
            }
            return retrying == null ? outOfTime() : FailureClassifier.whileRetrying(retrying);
        }
        if (watchesSilence() && heard >= silence.toNanos()) {
            return Failed.of(
                    FailureKind.TIMEOUT,
                    "The agent was stopped: nothing was heard of it for %d s."
                            .formatted(silence.toSeconds()));
        }
        return null;
    }

    Failed outOfTime() {
        return Failed.of(
                FailureKind.TIMEOUT,
                "The agent was stopped: it had its %d s. More time is given with [timeout:10m]."
                        .formatted(time.toSeconds()));
    }
}
