package dev.crayfleet.poster.discord;

import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.FallbackPost;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs actions at Discord, and retries each with a back-off until it is done. An action is
 * given up only if Discord rejects its content and that of a plainer message too. Used by one
 * thread at a time; {@link #stop} and {@link #problem} by any.
 *
 * <p>A message is posted only once. While Discord recognises its nonce, the request is simply
 * repeated. If it may have been posted longer ago, or by a webhook, which has no nonces, it is
 * searched for in the channel first.
 */
public final class DiscordRetrier {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordRetrier.class);

    /** What is counted; each begins at 0. */
    private static final List<String> OUTCOMES =
            List.of("done", "found", "pointless", "refused", "retried");

    private final String name;
    private final DiscordClient discord;
    private final Duration nonceHolds;
    private final Clock clock;
    private final Backoff backoff;
    private final MeterRegistry registry;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String problem;

    /**
     * @param name of the channel consumer, for logs and meters
     * @param nonceHolds how long Discord is sure to recognise a post with the same nonce
     */
    DiscordRetrier(
            String name,
            DiscordClient discord,
            Duration nonceHolds,
            Clock clock,
            Backoff backoff,
            MeterRegistry registry) {
        this.name = name;
        this.discord = discord;
        this.nonceHolds = nonceHolds;
        this.clock = clock;
        this.backoff = backoff;
        this.registry = registry;
        OUTCOMES.forEach(this::counter);
    }

    /** Discord rejects an action, and its fallback as well. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    /**
     * Returns when the action is done, or has become obsolete.
     *
     * @param inDoubt when it may have been done already
     * @return false if it had been done before
     * @throws InterruptedException if it was stopped before that
     */
    public boolean perform(DiscordAction action, InDoubtWindow inDoubt)
            throws InterruptedException, RefusedException {
        RequestOutcome outcome = retryUntilFinal(action, inDoubt);
        DiscordAction fallback = fallback(action);
        if (outcome instanceof RequestOutcome.Rejected(String reason) && fallback != null) {
            LOG.warn("{}: Discord did not take a message: {}", name, reason);
            count("refused");
            outcome = retryUntilFinal(fallback, inDoubt);
        }
        if (outcome instanceof RequestOutcome.Rejected(String reason)) {
            throw new RefusedException("Discord does not take it: " + reason);
        }
        return !(outcome instanceof RequestOutcome.Found);
    }

    /** Why an action waits, as a sentence; empty while none does. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Ends the wait of an action; later actions do not wait either. */
    public void stop() {
        closed.countDown();
    }

    private static @Nullable DiscordAction fallback(DiscordAction action) {
        return switch (action) {
            case DiscordAction.SendMessage message ->
                    new DiscordAction.SendMessage(
                            message.channel(), FallbackPost.of(message.post()));
            case DiscordAction.PostResult result -> result.fallback();
            case DiscordAction.React _, DiscordAction.Reply _ -> null;
        };
    }

    /** What is posted by a webhook has no nonce. */
    private Duration nonceHolds(DiscordAction action) {
        return action instanceof DiscordAction.PostResult result && result.place().face() != null
                ? Duration.ZERO
                : nonceHolds;
    }

    private RequestOutcome retryUntilFinal(DiscordAction action, InDoubtWindow initialDoubt)
            throws InterruptedException {
        InDoubtWindow inDoubt = initialDoubt;
        int failures = 0;
        while (true) {
            Instant start = clock.instant();
            boolean searches = inDoubt.isOlderThan(nonceHolds(action), start);
            RequestOutcome outcome =
                    searches ? discord.find(action, inDoubt) : discord.attempt(action);
            switch (outcome) {
                case RequestOutcome.Absent absent -> inDoubt = InDoubtWindow.NONE;
                case RequestOutcome.Done done -> {
                    return finish("done", done);
                }
                case RequestOutcome.Found found -> {
                    return finish("found", found);
                }
                case RequestOutcome.Obsolete obsolete -> {
                    LOG.info("{}: nothing to do any more: {}", name, obsolete.reason());
                    return finish("pointless", obsolete);
                }
                case RequestOutcome.Rejected rejected -> {
                    problem = null;
                    return rejected;
                }
                case RequestOutcome.Retryable(String reason) -> {
                    inDoubt = searches ? inDoubt : inDoubt.extendedBy(start, clock.instant());
                    LOG.warn(
                            "{}: try {} failed: {} It is tried again.", name, failures + 1, reason);
                    waitForRetry(++failures, reason);
                }
                case RequestOutcome.NotLoggedIn(String reason) -> waitForRetry(++failures, reason);
                case RequestOutcome.NeedsOperator(String reason) -> {
                    if (!reason.equals(problem)) {
                        LOG.error("{}: {} It is tried again until then.", name, reason);
                    }
                    inDoubt = searches ? inDoubt : inDoubt.extendedBy(start, clock.instant());
                    waitForRetry(++failures, reason);
                }
            }
        }
    }

    private RequestOutcome finish(String counted, RequestOutcome outcome) {
        count(counted);
        problem = null;
        return outcome;
    }

    private void waitForRetry(int failures, String reason) throws InterruptedException {
        problem = reason;
        count("retried");
        Duration wait = backoff.after(failures);
        if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("stopped");
        }
    }

    private void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return registry.counter("crayfleet.poster.deliveries", "line", name, "outcome", outcome);
    }
}
