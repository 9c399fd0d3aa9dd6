package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a runner starts a Gateway of its own.
 *
 * @param port 0 for any that is free, with three more above it
 * @param slots how many runs it has to do at the same time
 * @param restricted whether agents have no shell, and no files but those of their workspace
 * @param keys how agents come to those of models
 * @param killGrace how long it may take to end
 */
public record OwnedGatewaySettings(
        Paths paths,
        int port,
        int slots,
        boolean restricted,
        EnvironmentSettings environment,
        ResourceLimits limits,
        ModelKeys keys,
        Duration killGrace) {
    /**
     * @param program OpenClaw
     * @param folder for the state of each of its processes
     * @param cache of compiled code, for a user that others may be as well
     */
    public record Paths(Path program, Path folder, Path cache) {}
}
