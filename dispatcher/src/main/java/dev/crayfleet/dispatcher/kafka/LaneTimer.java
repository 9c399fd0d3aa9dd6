package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Looks at time when something is due, and at no other time: a punctuation that repeats would make
 * Kafka Streams commit, over and over, in lanes where nothing happens. For one thread.
 */
final class LaneTimer {
    /** The least that Kafka Streams takes. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    /** Longer than that it does not wait: a clock that was set back would make it much longer. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ProcessorContext<byte[], byte[]> context;
    private final Runnable action;
    private @Nullable Cancellable armed;
    private Instant due = Instant.MAX;
    private long dueNanos;

    /**
     * @param action may arm it anew
     */
    LaneTimer(ProcessorContext<byte[], byte[]> context, Runnable action) {
        this.context = context;
        this.action = action;
    }

    /** Fires then, or earlier if it is armed already for an earlier time. */
    void arm(Instant at, Instant now) {
        Duration wait = wait(at, now);
        Instant fires = now.plus(wait);
        if (armed != null && !fires.isBefore(due)) {
            return;
        }
        disarm();
        due = fires;
        dueNanos = System.nanoTime() + wait.toNanos();
        armed = context.schedule(wait, PunctuationType.WALL_CLOCK_TIME, time -> fire());
    }

    private static Duration wait(Instant at, Instant now) {
        if (!at.isAfter(now.plus(AT_ONCE))) {
            return AT_ONCE;
        }
        return at.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, at);
    }

    boolean isArmed() {
        return armed != null;
    }

    private void disarm() {
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
    }

    private void fire() {
        disarm();
        action.run();
    }

    /**
     * How late it has fired, by the dispatcher's clock or by this machine's: a commit waited for
     * the broker, the machine swapped, the process was stopped, the clock was set.
     */
    Duration lateness(Instant now) {
        Duration byClock = Duration.between(due, now);
        Duration byMachine = Duration.ofNanos(System.nanoTime() - dueNanos);
        return byClock.compareTo(byMachine) > 0 ? byClock : byMachine;
    }
}
