package dev.crayfleet.agents.keys;

/**
 * What was asked of models through the proxy, as their answers say.
 *
 * @param requests that were sent on, failed ones included
 * @param inputTokens with those that were read from a cache or written into one
 * @param outputTokens that were answered
 * @param unmetered successful answers that did not say what they took
 */
public record ProxyUsage(long requests, long inputTokens, long outputTokens, long unmetered) {
    public static final ProxyUsage NONE = new ProxyUsage(0, 0, 0, 0);
}
