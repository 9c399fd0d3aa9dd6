package dev.crayfleet.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at Discord, by name. A fault meets bots and webhooks, never the person at the
 * page; it is planned for a number of requests and then over. Faults that fail a request before it
 * is done are met in the order they were planned, one for each request. Safe for use by many
 * threads; at most 1,000 are planned at a time.
 *
 * <p>{@link #on} narrows it to a route, written as Discord's documentation does: {@code POST
 * /channels/{channel_id}/messages}.
 */
public final class Faults {
    private static final int PLANNED = 1_000;

    /** One thing that can go wrong with a request. */
    sealed interface Fault {
        /** Before anything is done: 429. */
        record RateLimited(Duration retryAfter) implements Fault {}

        /** Before anything is done: an error. */
        record Refused(int status, int code, String message) implements Fault {}

        /** Before anything is done, by who stands before Discord: a page for people. */
        record Blocked() implements Fault {}

        /** The answer takes its time. */
        record Slow(Duration by) implements Fault {}

        /** It is done, but nobody learns: the connection ends. */
        record ResponseLost() implements Fault {}

        /** It is done, but the answer says it is not. */
        record ErrorAfterWrite(int status) implements Fault {}
    }

    private static final class Planned {
        final @Nullable String route;
        final Fault fault;
        int times;

        Planned(@Nullable String route, Fault fault, int times) {
            this.route = route;
            this.fault = fault;
            this.times = times;
        }
    }

    /** What all views of one emulator's faults share; its monitor guards it. */
    private static final class Plan {
        final List<Planned> planned = new ArrayList<>();
        final Set<String> unknownMessages = new HashSet<>();
        final Set<String> hiddenChannels = new HashSet<>();
        boolean gatewayRefused;
        boolean contentIntentRefused;
        boolean guildUnavailable;
        Runnable drop = () -> {};
        Runnable forget = () -> {};
        Consumer<Boolean> guild = there -> {};
    }

    private final Plan plan;
    private final @Nullable String route;

    Faults() {
        this(new Plan(), null);
    }

    private Faults(Plan plan, @Nullable String route) {
        this.plan = plan;
        this.route = route;
    }

    void gateway(Runnable drop, Runnable forget, Consumer<Boolean> guild) {
        synchronized (plan) {
            plan.drop = drop;
            plan.forget = forget;
            plan.guild = guild;
        }
    }

    /** The same faults, for one route only: {@code PUT /channels/{channel_id}/...}. */
    public Faults on(String onlyRoute) {
        return new Faults(plan, onlyRoute);
    }

    /** The next requests hear 429 and nothing is done; {@code retryAfter} is what they are told. */
    public void rateLimited(Duration retryAfter, int times) {
        add(new Fault.RateLimited(retryAfter), times);
    }

    /** The next requests take so much longer. */
    public void slow(Duration by, int times) {
        add(new Fault.Slow(by), times);
    }

    /** The next requests fail with this status, 500 to 599, and nothing is done. */
    public void serverError(int status, int times) {
        refused(status, 0, status + ": Internal Server Error", times);
    }

    /** The next requests are refused with any of Discord's errors, and nothing is done. */
    public void refused(int status, int code, String message, int times) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A refusal is 400 to 599, not " + status);
        }
        add(new Fault.Refused(status, code, message), times);
    }

    /** The next requests never reach Discord: Cloudflare answers 403, with HTML. */
    public void blocked(int times) {
        add(new Fault.Blocked(), times);
    }

    /** The next requests hear 401. */
    public void unauthorized(int times) {
        refused(401, 0, "401: Unauthorized", times);
    }

    /** The next writes are done, but the connection closes before the answer. */
    public void responseLost(int times) {
        add(new Fault.ResponseLost(), times);
    }

    /** The next writes are done, but the answer is this status, 500 to 599. */
    public void errorAfterWrite(int status, int times) {
        add(new Fault.ErrorAfterWrite(status), times);
    }

    /** Whoever names this message hears 10008, until {@link #clear}. */
    public void unknownMessage(String id) {
        synchronized (plan) {
            plan.unknownMessages.add(id);
        }
    }

    /** Whoever names this channel hears 50001, until {@link #clear}. */
    public void missingAccess(String channelId) {
        synchronized (plan) {
            plan.hiddenChannels.add(channelId);
        }
    }

    /** All bots' gateway connections break; their sessions can be resumed. */
    public void gatewayDropped() {
        Runnable drop;
        synchronized (plan) {
            drop = plan.drop;
        }
        drop.run();
    }

    /** All bots' gateway connections break and their sessions are gone: a resume is refused. */
    public void gatewayReset() {
        Runnable forget;
        synchronized (plan) {
            forget = plan.forget;
        }
        forget.run();
        gatewayDropped();
    }

    /** While true, no bot gets a new gateway connection. */
    public void gatewayRefused(boolean refused) {
        synchronized (plan) {
            plan.gatewayRefused = refused;
        }
    }

    /** While true, it is as if the Message Content intent were off in the developer portal. */
    public void contentIntentRefused(boolean refused) {
        synchronized (plan) {
            plan.contentIntentRefused = refused;
        }
    }

    /** While true, the guild is away: an outage of Discord's. Requests are answered as before. */
    public void guildUnavailable(boolean unavailable) {
        Consumer<Boolean> guild;
        synchronized (plan) {
            plan.guildUnavailable = unavailable;
            guild = plan.guild;
        }
        guild.accept(!unavailable);
    }

    /** Everything is well again. */
    public void clear() {
        synchronized (plan) {
            plan.guildUnavailable = false;
            plan.planned.clear();
            plan.unknownMessages.clear();
            plan.hiddenChannels.clear();
            plan.gatewayRefused = false;
            plan.contentIntentRefused = false;
        }
    }

    private void add(Fault fault, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("A fault happens at least once, not " + times);
        }
        synchronized (plan) {
            if (plan.planned.size() >= PLANNED) {
                throw new IllegalStateException("More than " + PLANNED + " faults are planned");
            }
            plan.planned.add(new Planned(route, fault, times));
        }
    }

    /** How long the request on this route is to wait. */
    Duration delay(String onRoute) {
        return take(onRoute, Fault.Slow.class::isInstance)
                .map(fault -> fault instanceof Fault.Slow(Duration by) ? by : Duration.ZERO)
                .orElse(Duration.ZERO);
    }

    Optional<Fault> before(String onRoute) {
        return take(
                onRoute,
                fault ->
                        fault instanceof Fault.RateLimited
                                || fault instanceof Fault.Refused
                                || fault instanceof Fault.Blocked);
    }

    Optional<Fault> after(String onRoute) {
        return take(
                onRoute,
                fault ->
                        fault instanceof Fault.ResponseLost
                                || fault instanceof Fault.ErrorAfterWrite);
    }

    boolean isUnknown(@Nullable String messageId) {
        synchronized (plan) {
            return plan.unknownMessages.contains(messageId);
        }
    }

    boolean isHidden(@Nullable String channelId) {
        synchronized (plan) {
            return plan.hiddenChannels.contains(channelId);
        }
    }

    boolean isGatewayRefused() {
        synchronized (plan) {
            return plan.gatewayRefused;
        }
    }

    boolean isGuildUnavailable() {
        synchronized (plan) {
            return plan.guildUnavailable;
        }
    }

    boolean isContentIntentRefused() {
        synchronized (plan) {
            return plan.contentIntentRefused;
        }
    }

    private Optional<Fault> take(String onRoute, Predicate<Fault> wanted) {
        synchronized (plan) {
            for (Planned planned : plan.planned) {
                boolean here = planned.route == null || planned.route.equals(onRoute);
                if (here && wanted.test(planned.fault)) {
                    planned.times--;
                    if (planned.times == 0) {
                        plan.planned.remove(planned);
                    }
                    return Optional.of(planned.fault);
                }
            }
            return Optional.empty();
        }
    }
}
