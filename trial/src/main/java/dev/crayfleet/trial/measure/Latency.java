package dev.crayfleet.trial.measure;

import java.util.Arrays;

/**
 * Durations in milliseconds. Percentiles use the nearest rank: with fewer than a hundred samples
 * the 99th is the maximum.
 *
 * @param samples number of durations, at least 1
 */
public record Latency(int samples, double mean, double p50, double p99, double max) {
    /**
     * @param unitsPerMs unit of the times: 1,000 for microseconds
     * @throws IllegalArgumentException if there are no times
     */
    public static Latency of(long[] times, double unitsPerMs) {
        if (times.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return new Latency(
                sorted.length,
                Rounding.to3(Arrays.stream(sorted).average().orElse(0) / unitsPerMs),
                Rounding.to3(percentile(sorted, 0.50) / unitsPerMs),
                Rounding.to3(percentile(sorted, 0.99) / unitsPerMs),
                Rounding.to3(sorted[sorted.length - 1] / unitsPerMs));
    }

    public static Latency ofNanos(long[] times) {
        return of(times, 1e6);
    }

    /** Of {@code to - from}, both in microseconds. */
    public static Latency ofMicros(long[] from, long[] to) {
        long[] all = new long[from.length];
        Arrays.setAll(all, n -> to[n] - from[n]);
        return of(all, 1e3);
    }

    /** For progress messages. */
    public String summary() {
        return Markdown.format("p50 %.1f ms, p99 %.1f ms, max %.1f ms", p50, p99, max);
    }

    private static long percentile(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
