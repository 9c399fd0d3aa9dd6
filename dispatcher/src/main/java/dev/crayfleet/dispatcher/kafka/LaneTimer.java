package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * A timer that fires once. A repeating punctuation would make Kafka Streams commit again and again
 * in lanes where nothing happens. For one thread.
 */
final class LaneTimer {
    /** The shortest that Kafka Streams allows. */
    private static final Duration MIN_WAIT = Duration.ofMillis(1);

    /**
     * It fires after this time at the latest, because it would wait much longer if the clock were
     * set back.
     */
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private final ProcessorContext<byte[], byte[]> context;
    private final Runnable action;
    private @Nullable Cancellable punctuation;
    private Instant due = Instant.MAX;
    private long dueNanos;

    /** Makes the timers of one lane, whose actions run under the lane's lock. */
    interface Factory {
        LaneTimer create(Runnable action);
    }

    /**
     * @param action may arm it anew
     */
    LaneTimer(ProcessorContext<byte[], byte[]> context, Runnable action) {
        this.context = context;
        this.action = action;
    }

    /** Makes it fire at that time, or earlier if it is already armed for an earlier time. */
    void arm(Instant at, Instant now) {
        Duration wait = wait(at, now);
        Instant fires = now.plus(wait);
        if (punctuation != null && !fires.isBefore(due)) {
            return;
        }
        disarm();
        due = fires;
        dueNanos = System.nanoTime() + wait.toNanos();
        punctuation = context.schedule(wait, PunctuationType.WALL_CLOCK_TIME, time -> fire());
    }

    private static Duration wait(Instant at, Instant now) {
        if (!at.isAfter(now.plus(MIN_WAIT))) {
            return MIN_WAIT;
        }
        return at.isAfter(now.plus(MAX_WAIT)) ? MAX_WAIT : Duration.between(now, at);
    }

    boolean isArmed() {
        return punctuation != null;
    }

    private void disarm() {
        if (punctuation != null) {
            punctuation.cancel();
            punctuation = null;
        }
    }

    private void fire() {
        disarm();
        action.run();
    }

    /**
     * How late it has fired, by the dispatcher's clock or by the machine's monotonic clock,
     * whichever says more. Reasons are a commit that waited for the broker, swapping, a suspended
     * process, or a clock that was set.
     */
    Duration lateness(Instant now) {
        Duration byClock = Duration.between(due, now);
        Duration byMachine = Duration.ofNanos(System.nanoTime() - dueNanos);
        return byClock.compareTo(byMachine) > 0 ? byClock : byMachine;
    }
}
