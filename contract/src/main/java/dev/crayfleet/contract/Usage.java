package dev.crayfleet.contract;

/**
 * Tokens of all turns of an attempt, as the agent reported them. {@code input} excludes what was
 * read from the cache, and what was written to it: each kind has a price of its own.
 */
public record Usage(long input, long output, long cacheRead, long cacheWrite) {
    private static final long MAX_TOKENS = 1_000_000_000_000L;
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /**
     * @throws IllegalArgumentException if a count is negative
     */
    public Usage {
        if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) {
            throw new IllegalArgumentException("negative token count");
        }
    }

    /** All that the model was given: what was read from its cache and written to it as well. */
    public long allInput() {
        return sum(sum(input, cacheRead), cacheWrite);
    }

    /** The sum; a count that would overflow is Long.MAX_VALUE. */
    public Usage plus(Usage other) {
        return new Usage(
                sum(input, other.input),
                sum(output, other.output),
                sum(cacheRead, other.cacheRead),
                sum(cacheWrite, other.cacheWrite));
    }

    /** Whether one attempt can have used so many: no count above 1,000,000,000,000. */
    boolean isPlausible() {
        return input <= MAX_TOKENS
                && output <= MAX_TOKENS
                && cacheRead <= MAX_TOKENS
                && cacheWrite <= MAX_TOKENS;
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
