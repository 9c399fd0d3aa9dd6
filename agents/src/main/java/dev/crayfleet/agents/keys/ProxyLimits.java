package dev.crayfleet.agents.keys;

import java.time.Duration;

/**
 * What the proxy takes from agents and waits for.
 *
 * @param bodyBytes of a request
 * @param headerBytes of all headers of a request together
 * @param connections of all agents together
 * @param strangers so many of these may be such on which no good token has come yet; above, the one
 *     that has been there longest is closed
 * @param greeting how long such a one may take until the headers of a request are there
 * @param connect how long an endpoint may take to take a connection
 * @param request how long a connection may take until its next request is there as a whole
 * @param idle how long nothing may pass, while an answer is waited for or comes
 */
public record ProxyLimits(
        int bodyBytes,
        int headerBytes,
        int connections,
        int strangers,
        Duration greeting,
        Duration connect,
        Duration request,
        Duration idle) {
    /** Of a line with method and address. */
    static final int LINE_BYTES = 8 * 1024;

    /** Connections with one token; above, the one is closed that has been there longest idle. */
    static final int CONNECTIONS_OF_A_GRANT = 64;

    /** A body holds a whole conversation with its pictures, and a model may think for minutes. */
    public static final ProxyLimits DEFAULT =
            new ProxyLimits(
                    32 * 1024 * 1024,
                    32 * 1024,
                    1_024,
                    128,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ofMinutes(10));
}
