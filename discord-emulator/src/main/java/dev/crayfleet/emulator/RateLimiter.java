package dev.crayfleet.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Counts requests in windows, one for each account, route and channel. */
final class RateLimiter {
    private static final int BUCKETS = 10_000;

    /**
     * @param resetAtMillis end of the window
     * @param global whether it is the limit over everything that stands in the way
     */
    record Ticket(
            boolean allowed,
            int limit,
            int remaining,
            long resetAtMillis,
            Duration resetAfter,
            String bucket,
            boolean global) {}

    private static final class Window {
        long endsAt;
        int used;
    }

    private final RateLimits limits;
    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    RateLimiter(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * @param account who asks
     * @param route method and template
     * @param major the channel, guild or webhook that has a bucket of its own
     */
    synchronized Ticket take(String account, String route, String major) {
        long now = clock.millis();
        forgetOld(now);
        String bucket = Integer.toHexString(bucketOf(route).hashCode());
        Window global = window(account, limits.global(), now);
        RateLimits.Limit limit = limitOf(route);
        Window own = window(account + " " + bucket + " " + major, limit, now);
        boolean globalFull = global.used >= limits.global().requests();
        boolean allowed = !globalFull && own.used < limit.requests();
        if (allowed) {
            global.used++;
            own.used++;
        }
        long resetAt = globalFull ? global.endsAt : own.endsAt;
        return new Ticket(
                allowed,
                limit.requests(),
                limit.requests() - own.used,
                resetAt,
                Duration.ofMillis(Math.max(1, resetAt - now)),
                bucket,
                globalFull);
    }

    private Window window(String key, RateLimits.Limit limit, long now) {
        Window window = windows.computeIfAbsent(key, name -> new Window());
        if (window.endsAt <= now) {
            window.endsAt = now + limit.window().toMillis();
            window.used = 0;
        }
        return window;
    }

    private void forgetOld(long now) {
        if (windows.size() > BUCKETS) {
            windows.values().removeIf(window -> window.endsAt <= now);
        }
    }

    private RateLimits.Limit limitOf(String route) {
        if (route.equals("POST /channels/{channel_id}/messages")) {
            return limits.messages();
        }
        boolean reacts = route.contains("/reactions") && !route.startsWith("GET");
        return reacts ? limits.reactions() : limits.others();
    }

    /** All changes of reactions share a bucket. */
    private static String bucketOf(String route) {
        return route.contains("/reactions") && !route.startsWith("GET") ? "reactions" : route;
    }
}
