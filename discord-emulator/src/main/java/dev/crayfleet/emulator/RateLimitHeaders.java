package dev.crayfleet.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;

/** Discord's X-RateLimit headers. */
final class RateLimitHeaders {
    private RateLimitHeaders() {}

    static void put(HttpFields.Mutable headers, RateLimiter.Quota quota) {
        headers.put("X-RateLimit-Limit", Integer.toString(quota.limit()));
        headers.put("X-RateLimit-Remaining", Integer.toString(quota.remaining()));
        headers.put("X-RateLimit-Reset", decimal(quota.resetAtMs() / 1000.0));
        headers.put("X-RateLimit-Reset-After", decimal(seconds(quota.resetAfter())));
        headers.put("X-RateLimit-Bucket", quota.bucket());
    }

    /**
     * Adds the headers of status 429.
     *
     * @param global whether the limit over all routes is reached
     * @return the answer with that status
     */
    static ApiResponse tooManyRequests(
            HttpFields.Mutable headers, Instant now, Duration retryAfter, boolean global) {
        double seconds = seconds(retryAfter);
        headers.put("Retry-After", Long.toString((long) Math.ceil(seconds)));
        headers.put("X-RateLimit-Remaining", "0");
        headers.put("X-RateLimit-Reset-After", decimal(seconds));
        headers.put("X-RateLimit-Reset", decimal(now.toEpochMilli() / 1000.0 + seconds));
        headers.put("X-RateLimit-Scope", global ? "global" : "user");
        if (global) {
            headers.put("X-RateLimit-Global", "true");
        }
        return new ApiResponse(
                429,
                JsonTrees.object()
                        .put("message", "You are being rate limited.")
                        .put("retry_after", seconds)
                        .put("global", global));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String decimal(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
