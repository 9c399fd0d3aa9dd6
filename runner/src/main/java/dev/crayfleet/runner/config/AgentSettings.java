package dev.crayfleet.runner.config;

import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import java.net.URI;

/**
 * Which agents do the work, and how each kind of them is run.
 *
 * @param executors which kind, for each pool
 * @param modes how much they may do, for each pool
 * @param processes what those that are processes get and are held to
 * @param named what named agents have of their own
 */
public record AgentSettings(
        PoolChoice<ExecutorChoice> executors,
        PoolChoice<AgentMode> modes,
        AgentProcessSettings processes,
        OpenClawSettings openclaw,
        GatewaySettings gateway,
        CommandSettings command,
        DemoSettings demo,
        NamedAgentSettings named) {
    private static final int PORT_DISTANCE = 20;

    /** The Gateway of a pool: its own where it is an agent that has one, else the one for all. */
    public GatewaySettings gatewayOf(Pool pool) {
        URI url = named.gatewayUrls().get(pool);
        String token = named.gatewayTokens().get(pool);
        return new GatewaySettings(
                url == null ? gateway.url() : url,
                token == null ? gateway.token() : token,
                gateway.agent(),
                port(pool),
                gateway.stateDir(),
                gateway.startTimeout());
    }

    /**
     * As far apart that what OpenClaw listens on besides does not meet; 0 for any that are free.
     */
    private int port(Pool pool) {
        Integer given = named.gatewayPorts().get(pool);
        if (given != null) {
            return given;
        }
        int index = named.names().stream().sorted().toList().indexOf(pool);
        return gateway.port() == 0 ? 0 : gateway.port() + PORT_DISTANCE * (index + 1);
    }

    /**
     * Whether OpenClaw has something for this pool alone: a folder for its state, or a Gateway. A
     * Gateway that runs already and is for all is not that.
     */
    public boolean hasOwnOpenClaw(Pool pool) {
        return named.names().contains(pool)
                && switch (executors.of(pool)) {
                    case NOOP, DEMO, COMMAND -> false;
                    case OPENCLAW_EXEC -> true;
                    case OPENCLAW_GATEWAY, AUTO ->
                            named.gatewayUrls().containsKey(pool) || !gateway.isRunningAlready();
                };
    }
}
