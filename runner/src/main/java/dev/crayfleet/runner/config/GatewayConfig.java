package dev.crayfleet.runner.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;

/**
 * Settings below {@code crayfleet.runner}: which of OpenClaw's Gateways is used.
 *
 * @param gatewayUrl {@code ws://127.0.0.1:18789}, of one that runs already; empty for one of the
 *     runner's own
 * @param gatewayToken ({@code OPENCLAW_GATEWAY_TOKEN}) what opens that one
 * @param gatewayAgent which of its agents does the work
 * @param gatewayPort of the runner's own, which takes three more above it; 0 for any that is free
 * @param gatewayStateDir where the runner's own keeps its state; empty for a folder among the
 *     workers, which is deleted when the runner leaves
 * @param gatewayPatience how long a Gateway may take to be there, at the start
 */
@ConfigurationProperties(SettingText.PREFIX)
public record GatewayConfig(
        @Bindable(defaultValue = "") String gatewayUrl,
        @Value("${crayfleet.runner.gateway-token:openclaw.gateway.token:}") String gatewayToken,
        @Bindable(defaultValue = "main") String gatewayAgent,
        @Bindable(defaultValue = "0") String gatewayPort,
        @Bindable(defaultValue = "") String gatewayStateDir,
        @Bindable(defaultValue = "90s") String gatewayPatience) {

    /**
     * @param home of the user, for {@code ~/}
     */
    public GatewaySettings settings(Path home) {
        return new GatewaySettings(
                SettingText.webSocket("gateway-url", gatewayUrl),
                SettingText.optional(gatewayToken),
                gatewayAgent.strip(),
                SettingText.smallNumber("gateway-port", gatewayPort),
                SettingText.optionalPath(gatewayStateDir, home),
                SettingText.duration("gateway-patience", gatewayPatience));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "GatewayConfig[gatewayUrl=%s, gatewayAgent=%s, gatewayPort=%s]"
                .formatted(gatewayUrl, gatewayAgent, gatewayPort);
    }
}
