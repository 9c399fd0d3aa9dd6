package dev.crayfleet.emulator;

import java.time.Duration;

/**
 * How many requests an account may make before it gets 429.
 *
 * @param messages posts, for each channel
 * @param reactions for each channel
 * @param others for each other route, and channel if it has one
 * @param global over everything
 */
public record RateLimits(Limit messages, Limit reactions, Limit others, Limit global) {

    /**
     * @param requests at least 1
     * @param window in which so many are allowed; it starts with the first
     */
    public record Limit(int requests, Duration window) {
        public Limit {
            if (requests < 1 || window.isNegative() || window.isZero()) {
                throw new IllegalArgumentException(
                        "A limit is at least 1 request in a positive time");
            }
        }
    }

    /** As observed at Discord: 5 posts in 5 s, a reaction each 0.25 s, 50 requests a second. */
    public static RateLimits faithful() {
        return new RateLimits(
                new Limit(5, Duration.ofSeconds(5)),
                new Limit(1, Duration.ofMillis(250)),
                new Limit(10, Duration.ofSeconds(5)),
                new Limit(50, Duration.ofSeconds(1)));
    }

    /** Limits so high that only their headers are noticed. */
    public static RateLimits generous() {
        Limit high = new Limit(10_000, Duration.ofSeconds(1));
        return new RateLimits(high, high, high, high);
    }
}
