package dev.crayfleet.emulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes Discord fail, for tests. A fault hits bots and webhooks, never the person at the page. Most
 * are planned for a number of requests and then over. Of the faults that fail a request before it
 * is done, each request meets one, in the order in which they were planned. Safe for use by many
 * threads; at most 1,000 are planned at a time.
 *
 * <p>{@link #on} limits them to a route, written as Discord's documentation does: {@code POST
 * /channels/{channel_id}/messages}.
 *
 * <p>{@code times} is the number of requests, at least 1.
 */
public final class Faults {
    private final FaultPlan plan;
    private final Gateway gateway;
    private final @Nullable String route;

    Faults(FaultPlan plan, Gateway gateway) {
        this(plan, gateway, null);
    }

    private Faults(FaultPlan plan, Gateway gateway, @Nullable String route) {
        this.plan = plan;
        this.gateway = gateway;
        this.route = route;
    }

    /** The same faults, for one route only: {@code PUT /channels/{channel_id}/...}. */
    public Faults on(String onlyRoute) {
        return new Faults(plan, gateway, onlyRoute);
    }

    /** The next requests get 429 with {@code retryAfter}, and nothing is done. */
    public void rateLimited(Duration retryAfter, int times) {
        plan.add(route, new InjectedFault.RateLimited(retryAfter), times);
    }

    /** The next requests take longer by {@code delay}. */
    public void slow(Duration delay, int times) {
        plan.add(route, new InjectedFault.Delayed(delay), times);
    }

    /** The next requests fail with this status, 500 to 599, and nothing is done. */
    public void serverError(int status, int times) {
        refused(status, 0, status + ": Internal Server Error", times);
    }

    /**
     * The next requests are refused with any of Discord's errors, and nothing is done.
     *
     * @param status 400 to 599
     */
    public void refused(int status, int code, String message, int times) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A refusal is 400 to 599, not " + status);
        }
        plan.add(route, new InjectedFault.ErrorResponse(status, code, message), times);
    }

    /** The next requests never reach Discord: Cloudflare answers 403, with HTML. */
    public void blocked(int times) {
        plan.add(route, new InjectedFault.BlockedByProxy(), times);
    }

    /** The next requests get 401. */
    public void unauthorized(int times) {
        refused(401, 0, "401: Unauthorized", times);
    }

    /** The next writes are done, but the connection closes before the answer. */
    public void responseLost(int times) {
        plan.add(route, new InjectedFault.ResponseLost(), times);
    }

    /** The next writes are done, but the answer has this status, 500 to 599. */
    public void errorAfterWrite(int status, int times) {
        plan.add(route, new InjectedFault.ErrorAfterWrite(status), times);
    }

    /** Requests that name this message get 10008, until {@link #clear}. */
    public void unknownMessage(String messageId) {
        plan.addUnknownMessage(messageId);
    }

    /** Requests that name this channel get 50001, until {@link #clear}. */
    public void missingAccess(String channelId) {
        plan.hideChannel(channelId);
    }

    /** All bots' gateway connections break; their sessions can be resumed. */
    public void gatewayDropped() {
        gateway.disconnectBots();
    }

    /** All bots' gateway connections break and their sessions are lost: a resume is refused. */
    public void gatewayReset() {
        gateway.removeBotSessions();
        gateway.disconnectBots();
    }

    /** While true, no bot gets a new gateway connection. */
    public void gatewayRefused(boolean refused) {
        plan.setGatewayRefused(refused);
    }

    /** While true, the Message Content intent is off, as if in the developer portal. */
    public void contentIntentRefused(boolean refused) {
        plan.setContentIntentRefused(refused);
    }

    /**
     * While true, the guild has an outage: bots are told so, and requests are answered as before.
     */
    public void guildUnavailable(boolean unavailable) {
        plan.setGuildUnavailable(unavailable);
        gateway.publishGuilds(!unavailable);
    }

    /**
     * While true, bots that log in are not on the guild: nobody has invited them yet. With false,
     * somebody invites those that are logged in.
     */
    public void uninvited(boolean uninvited) {
        plan.setUninvited(uninvited);
        if (!uninvited) {
            gateway.publishGuilds(true);
        }
    }

    /** While true, bots may neither see nor make webhooks; those that are there work. */
    public void webhooksDenied(boolean denied) {
        plan.setWebhooksDenied(denied);
    }

    /** Ends all faults. */
    public void clear() {
        plan.clear();
    }
}
