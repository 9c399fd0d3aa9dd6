package dev.crayfleet.contract;

/**
 * Tokens of all turns of an attempt, as the agent reported them. {@code input} excludes what was
 * read from the cache.
 */
public record Usage(long input, long output, long cacheRead, long cacheWrite) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /**
     * @throws IllegalArgumentException if a count is negative
     */
    public Usage {
        if (input < 0 || output < 0 || cacheRead < 0 || cacheWrite < 0) {
            throw new IllegalArgumentException("negative token count");
        }
    }

    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                output + other.output,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite);
    }
}
