package dev.crayfleet.agents.gateway;

import java.net.URI;

/**
 * The address of a Gateway, and its token.
 *
 * @param url {@code ws://127.0.0.1:18789}
 * @param token never shown
 */
public record OpenClawGatewayEndpoint(URI url, String token) {
    @Override
    public String toString() {
        return url.toString();
    }
}
