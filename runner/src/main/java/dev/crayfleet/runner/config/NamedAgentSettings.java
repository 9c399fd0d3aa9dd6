package dev.crayfleet.runner.config;

import dev.crayfleet.agents.home.HomeSettings;
import dev.crayfleet.contract.Pool;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The named agents that a runner serves, and what each of them has of its own.
 *
 * @param names the pools that are agents
 * @param stateFolder in which OpenClaw has a folder for each of them, absolute
 * @param gatewayUrls of those whose Gateway runs already
 * @param gatewayTokens what opens it; for others it is that of all
 * @param gatewayPorts of those whose Gateway the runner starts; for others any that is free
 * @param gatewayIdle after so long without a task, one that the runner has started is stopped
 */
public record NamedAgentSettings(
        Set<Pool> names,
        HomeSettings homes,
        Path stateFolder,
        Map<Pool, URI> gatewayUrls,
        Map<Pool, String> gatewayTokens,
        Map<Pool, Integer> gatewayPorts,
        Duration gatewayIdle) {
    /**
     * @throws IllegalArgumentException with a sentence for people, if it does not fit together
     */
    public NamedAgentSettings {
        names = Set.copyOf(names);
        gatewayUrls = Map.copyOf(gatewayUrls);
        gatewayTokens = Map.copyOf(gatewayTokens);
        gatewayPorts = Map.copyOf(gatewayPorts);
        if (!gatewayIdle.isPositive()) {
            throw new IllegalArgumentException("agent-gateway-idle must be above 0s");
        }
        requireNamed("agent-gateways", gatewayUrls.keySet(), names);
        requireNamed("agent-gateway-token-files", gatewayTokens.keySet(), names);
        requireNamed("agent-gateway-ports", gatewayPorts.keySet(), names);
    }

    private static void requireNamed(String setting, Set<Pool> used, Set<Pool> names) {
        for (Pool each : used) {
            if (!names.contains(each)) {
                throw new IllegalArgumentException(
                        "%s names agent %s, which agents does not".formatted(setting, each));
            }
        }
    }

    /** Without tokens. */
    @Override
    public String toString() {
        return "NamedAgentSettings[names=%s]".formatted(names);
    }
}
