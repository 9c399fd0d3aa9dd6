package dev.crayfleet.runner.gateway;

import dev.crayfleet.runner.workspace.Workspace;
import java.util.Optional;

/** A Gateway that somebody else runs: its processes are not ours to end. */
public record AttachedGateway(Endpoint where) implements GatewayExecutor.Host {
    @Override
    public Optional<Endpoint> endpoint() {
        return Optional.of(where);
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
