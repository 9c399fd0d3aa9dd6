package dev.crayfleet.runner.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which of OpenClaw's Gateways is used.
 *
 * @param url of one that runs already; absent for one of the runner's own
 * @param token what opens that one
 * @param agent which of its agents does the work
 * @param port of the runner's own; 0 for any that is free
 * @param stateDir of the runner's own; absent for a folder among the workers
 * @param startTimeout how long it may take to be there
 */
public record GatewaySettings(
        @Nullable URI url,
        @Nullable String token,
        String agent,
        int port,
        @Nullable Path stateDir,
        Duration startTimeout) {
    /** Whether the runner connects to a Gateway that it has not started. */
    public boolean isRunningAlready() {
        return url != null;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "GatewaySettings[url=%s, agent=%s, port=%d]".formatted(url, agent, port);
    }
}
