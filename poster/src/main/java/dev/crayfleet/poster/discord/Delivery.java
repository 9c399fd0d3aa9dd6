package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.Backoff;
import dev.crayfleet.poster.rendering.Action;
import dev.crayfleet.poster.rendering.Fallback;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does things at Discord, however long it takes: 2, 4, 8, 16, 32 s between tries, and 32 s from
 * there on. Only what Discord does not take for what it says is given up, after it was said more
 * plainly. Of one line of deliveries, so of one thread at a time.
 */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final String line;
    private final Channels channels;
    private final Backoff backoff;
    private final MeterRegistry registry;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String trouble;

    Delivery(String line, Channels channels, Backoff backoff, MeterRegistry registry) {
        this.line = line;
        this.channels = channels;
        this.backoff = backoff;
        this.registry = registry;
    }

    /** Discord does not take it, whichever way it is said. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /**
     * Returns when it is done, or when there is no point in it any more.
     *
     * @param since when it was recorded
     * @throws InterruptedException if it was stopped before that
     */
    public void deliver(Action action, Instant since)
            throws InterruptedException, RefusedException {
        Optional<String> refused = untilAnswered(action, since);
        if (refused.isPresent() && action instanceof Action.Say say) {
            LOG.warn("{}: Discord did not take a message: {}", line, refused.get());
            count("refused");
            Action plain = new Action.Say(say.room(), Fallback.of(say.post()));
            refused = untilAnswered(plain, since);
        }
        if (refused.isPresent()) {
            throw new RefusedException("Discord does not take it: " + refused.get());
        }
    }

    /** Why it waits; a sentence, empty while all is well. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Lets a delivery that waits go. */
    public void stop() {
        closed.countDown();
    }

    /** Empty when done, else what Discord has against it. */
    private Optional<String> untilAnswered(Action action, Instant since)
            throws InterruptedException {
        for (int failures = 1; ; failures++) {
            Outcome outcome = channels.attempt(action, since);
            switch (outcome) {
                case Outcome.Done done -> {
                    count("done");
                    trouble = null;
                    return Optional.empty();
                }
                case Outcome.Pointless(String why) -> {
                    LOG.info("{}: nothing to do any more: {}", line, why);
                    count("pointless");
                    trouble = null;
                    return Optional.empty();
                }
                case Outcome.Refused(String reason) -> {
                    trouble = null;
                    return Optional.of(reason);
                }
                case Outcome.Away(String reason) -> pause(failures, reason);
                case Outcome.OperatorMustAct(String reason) -> {
                    if (!reason.equals(trouble)) {
                        LOG.error("{}: {}", line, reason);
                    }
                    pause(failures, reason);
                }
            }
        }
    }

    private void pause(int failures, String reason) throws InterruptedException {
        trouble = reason;
        count("retried");
        Duration wait = backoff.after(failures);
        LOG.warn("{}: try {} failed: {} Next in {} s.", line, failures, reason, wait.toSeconds());
        if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("stopped");
        }
    }

    private void count(String outcome) {
        registry.counter("crayfleet.poster.deliveries", "line", line, "outcome", outcome)
                .increment();
    }
}
