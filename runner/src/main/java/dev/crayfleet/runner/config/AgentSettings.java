package dev.crayfleet.runner.config;

import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.contract.AgentMode;

/**
 * Which agents do the work, and how each kind of them is run.
 *
 * @param executors which kind, for each pool
 * @param modes how much they may do, for each pool
 * @param processes what those that are processes get and are held to
 */
public record AgentSettings(
        PoolChoice<ExecutorChoice> executors,
        PoolChoice<AgentMode> modes,
        AgentProcessSettings processes,
        OpenClawSettings openclaw,
        GatewaySettings gateway,
        CommandSettings command,
        DemoSettings demo) {}
