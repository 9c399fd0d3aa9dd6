package dev.crayfleet.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Counts requests in fixed windows, one for each account, route and channel. */
final class RateLimiter {
    /** Beyond that, windows that have ended are removed. */
    private static final int MAX_WINDOWS = 10_000;

    /**
     * What a request is allowed, and what is left after it.
     *
     * @param resetAtMs end of the window, in milliseconds since 1970
     * @param resetAfter until the end of the window, at least 1 ms
     * @param bucket Discord's name for routes that share a limit
     * @param global whether the limit over all routes is reached
     */
    record Quota(
            boolean allowed,
            int limit,
            int remaining,
            long resetAtMs,
            Duration resetAfter,
            String bucket,
            boolean global) {}

    private static final class Window {
        long endsAtMs;
        int requests;
    }

    private final RateLimits limits;
    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    RateLimiter(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Counts one request, unless a limit is reached.
     *
     * @param account who asks
     * @param route method and template
     * @param majorParameter the channel, guild or webhook, each of which has limits of its own
     */
    synchronized Quota acquire(String account, String route, String majorParameter) {
        long now = clock.millis();
        removeEnded(now);
        String bucket = Integer.toHexString(bucketOf(route).hashCode());
        Window global = window(account, limits.global(), now);
        RateLimits.Limit limit = limitOf(route);
        Window perRoute = window(account + " " + bucket + " " + majorParameter, limit, now);
        boolean isGlobalReached = global.requests >= limits.global().requests();
        boolean allowed = !isGlobalReached && perRoute.requests < limit.requests();
        if (allowed) {
            global.requests++;
            perRoute.requests++;
        }
        long resetAtMs = isGlobalReached ? global.endsAtMs : perRoute.endsAtMs;
        return new Quota(
                allowed,
                limit.requests(),
                limit.requests() - perRoute.requests,
                resetAtMs,
                Duration.ofMillis(Math.max(1, resetAtMs - now)),
                bucket,
                isGlobalReached);
    }

    private Window window(String key, RateLimits.Limit limit, long now) {
        Window window = windows.computeIfAbsent(key, name -> new Window());
        if (window.endsAtMs <= now) {
            window.endsAtMs = now + limit.window().toMillis();
            window.requests = 0;
        }
        return window;
    }

    private void removeEnded(long now) {
        if (windows.size() > MAX_WINDOWS) {
            windows.values().removeIf(window -> window.endsAtMs <= now);
        }
    }

    private RateLimits.Limit limitOf(String route) {
        if (route.equals("POST /channels/{channel_id}/messages")
                || route.equals("POST /webhooks/{webhook_id}/{webhook_token}")) {
            return limits.messages();
        }
        return changesReactions(route) ? limits.reactions() : limits.others();
    }

    /** All changes of reactions share a bucket. */
    private static String bucketOf(String route) {
        return changesReactions(route) ? "reactions" : route;
    }

    private static boolean changesReactions(String route) {
        return route.contains("/reactions") && !route.startsWith("GET");
    }
}
