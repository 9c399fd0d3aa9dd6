package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.Backoff;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.FallbackPost;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
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
 *
 * <p>A post is made once. While its nonce speaks for it, it is just tried again; where it may have
 * been made longer ago than that, it is looked for in the channel first, and nowhere else.
 */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final String line;
    private final Discord discord;
    private final Duration nonceHolds;
    private final Clock clock;
    private final Backoff backoff;
    private final MeterRegistry registry;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String trouble;

    /** What can be done at Discord, once. */
    interface Discord {
        /** Does it. */
        Outcome attempt(DiscordAction action) throws InterruptedException;

        /** Says whether it was done before, {@link Outcome.Found} or {@link Outcome.Absent}. */
        Outcome look(DiscordAction action, InDoubtWindow doubt) throws InterruptedException;
    }

    /**
     * @param nonceHolds how long Discord surely recognises a post that comes again
     */
    Delivery(
            String line,
            Discord discord,
            Duration nonceHolds,
            Clock clock,
            Backoff backoff,
            MeterRegistry registry) {
        this.line = line;
        this.discord = discord;
        this.nonceHolds = nonceHolds;
        this.clock = clock;
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
     * @param doubt when it may have been done already
     * @return false if it was found to be done already
     * @throws InterruptedException if it was stopped before that
     */
    public boolean deliver(DiscordAction action, InDoubtWindow doubt)
            throws InterruptedException, RefusedException {
        Outcome end = untilAnswered(action, doubt);
        if (end instanceof Outcome.Refused(String reason)
                && action instanceof DiscordAction.Say say) {
            LOG.warn("{}: Discord did not take a message: {}", line, reason);
            count("refused");
            end =
                    untilAnswered(
                            new DiscordAction.Say(say.room(), FallbackPost.of(say.post())), doubt);
        }
        if (end instanceof Outcome.Refused(String reason)) {
            throw new RefusedException("Discord does not take it: " + reason);
        }
        return !(end instanceof Outcome.Found);
    }

    /** Why it waits; a sentence, empty while all is well. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Lets a delivery that waits go. */
    public void stop() {
        closed.countDown();
    }

    private Outcome untilAnswered(DiscordAction action, InDoubtWindow earlier)
            throws InterruptedException {
        InDoubtWindow doubt = earlier;
        int failures = 0;
        while (true) {
            Instant begun = clock.instant();
            boolean looks = doubt.outlives(nonceHolds, begun);
            Outcome outcome = looks ? discord.look(action, doubt) : discord.attempt(action);
            switch (outcome) {
                case Outcome.Absent absent -> doubt = InDoubtWindow.NONE;
                case Outcome.Done done -> {
                    return ended("done", done);
                }
                case Outcome.Found found -> {
                    return ended("found", found);
                }
                case Outcome.Obsolete pointless -> {
                    LOG.info("{}: nothing to do any more: {}", line, pointless.why());
                    return ended("pointless", pointless);
                }
                case Outcome.Refused refused -> {
                    trouble = null;
                    return refused;
                }
                case Outcome.Retryable(String reason) -> {
                    doubt = looks ? doubt : doubt.with(begun, clock.instant());
                    pause(++failures, reason);
                }
                case Outcome.NeedsOperator(String reason) -> {
                    if (!reason.equals(trouble)) {
                        LOG.error("{}: {}", line, reason);
                    }
                    doubt = looks ? doubt : doubt.with(begun, clock.instant());
                    pause(++failures, reason);
                }
            }
        }
    }

    private Outcome ended(String counted, Outcome outcome) {
        count(counted);
        trouble = null;
        return outcome;
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
