package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.ThinkingFallback;

/**
 * How {@link OpenClawGatewayExecutor} runs agents.
 *
 * @param agent of the Gateway's, {@code main} where it has one
 * @param restricted whether agents have no shell
 * @param fallback for a thinking level that the model does not have
 * @param keys how agents come to those of models
 * @param logBytes of agent-output.log
 */
public record OpenClawGatewayExecutorSettings(
        String agent,
        boolean restricted,
        ThinkingFallback fallback,
        ModelKeys keys,
        OpenClawGatewayTimeouts timeouts,
        long logBytes) {}
