package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.workspace.Workspace;
import java.util.Optional;

/** A Gateway that somebody else runs: its processes are not ours to end. */
public record AttachedGateway(OpenClawGatewayEndpoint location) implements OpenClawGatewayHost {
    @Override
    public Optional<OpenClawGatewayEndpoint> endpoint() {
        return Optional.of(location);
    }

    @Override
    public String problem() {
        return "";
    }

    @Override
    public void sweep(Workspace workspace) {}

    @Override
    public void close() {}
}
