package dev.crayfleet.runner.config;

import dev.crayfleet.agents.home.HomeSettings;
import dev.crayfleet.contract.Pool;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settings below {@code crayfleet.runner}: the named agents that are served, and what each of them
 * has of its own.
 *
 * @param agents and their slots, {@code manager=1,auditor}; {@code crayfleet runner} also takes
 *     {@code all}, and looks the slots up in the fleet file
 * @param agentsFolder that the homes of agents are relative to; empty for the working directory
 * @param agentsStateDir where OpenClaw keeps the state of each agent; empty for {@code
 *     .crayfleet/agents} in that folder
 * @param homeMaxMb of a home that is copied into a task
 * @param homeMaxFiles files and folders of one
 * @param agentGateways that run already, {@code manager=ws://127.0.0.1:18789,auditor=ws://…}
 * @param agentGatewayTokenFiles what opens those, {@code manager=/run/secrets/manager}; for others
 *     it is {@code gateway-token}
 * @param agentGatewayPorts of those that the runner starts, {@code manager=18800,auditor=18820}
 * @param agentGatewayIdle after so long without a task, one that the runner has started is stopped
 */
@ConfigurationProperties(SettingText.PREFIX)
public record NamedAgentConfig(
        @Bindable(defaultValue = "") String agents,
        @Bindable(defaultValue = "") String agentsFolder,
        @Bindable(defaultValue = "") String agentsStateDir,
        @Bindable(defaultValue = "64") String homeMaxMb,
        @Bindable(defaultValue = "5000") String homeMaxFiles,
        @Bindable(defaultValue = "") String agentGateways,
        @Bindable(defaultValue = "") String agentGatewayTokenFiles,
        @Bindable(defaultValue = "") String agentGatewayPorts,
        @Bindable(defaultValue = "30m") String agentGatewayIdle) {
    private static final String ALL = "all";
    private static final int MAX_TOKEN_CHARS = 4_096;

    /** Slots of each agent. */
    Map<Pool, Integer> slots() {
        Map<Pool, Integer> slots = new TreeMap<>();
        SettingText.byPool("agents", agents, count -> PoolConfig.slots("agents", agents, count))
                .forEach((name, count) -> slots.put(new Pool(name), count));
        if (slots.containsKey(new Pool(ALL))) {
            throw SettingText.notUnderstood(
                    "agents",
                    agents,
                    "start it with crayfleet runner, which knows all agents of the fleet file, or name them");
        }
        return slots;
    }

    public NamedAgentSettings settings(HostDefaults host) {
        Path folder =
                agentsFolder.isBlank() ? Path.of("") : SettingText.path(agentsFolder, host.home());
        return new NamedAgentSettings(
                new TreeSet<>(slots().keySet()),
                new HomeSettings(
                        folder,
                        host.hostName(),
                        SettingText.number("home-max-mb", homeMaxMb) * WorkspaceConfig.MIB_BYTES,
                        SettingText.smallNumber("home-max-files", homeMaxFiles)),
                agentsStateDir.isBlank()
                        ? folder.resolve(".crayfleet").resolve("agents").toAbsolutePath()
                        : SettingText.path(agentsStateDir, host.home()).toAbsolutePath(),
                gatewayUrls(),
                tokens(host.home()),
                byAgent(
                        "agent-gateway-ports",
                        agentGatewayPorts,
                        port -> SettingText.smallNumber("agent-gateway-ports", port)),
                SettingText.duration("agent-gateway-idle", agentGatewayIdle));
    }

    private Map<Pool, URI> gatewayUrls() {
        return byAgent(
                "agent-gateways",
                agentGateways,
                url -> {
                    if (url.isEmpty()) {
                        throw SettingText.notUnderstood(
                                "agent-gateways",
                                agentGateways,
                                "write manager=ws://127.0.0.1:18789");
                    }
                    return Objects.requireNonNull(SettingText.webSocket("agent-gateways", url));
                });
    }

    private Map<Pool, String> tokens(Path home) {
        return byAgent(
                "agent-gateway-token-files",
                agentGatewayTokenFiles,
                file -> token(SettingText.path(file, home)));
    }

    private static String token(Path file) {
        try (var in = Files.newInputStream(file)) {
            String token =
                    new String(in.readNBytes(MAX_TOKEN_CHARS + 1), StandardCharsets.UTF_8).strip();
            if (token.isEmpty() || token.length() > MAX_TOKEN_CHARS) {
                throw new IllegalArgumentException(
                        "agent-gateway-token-files: %s has no token in it".formatted(file));
            }
            return token;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "agent-gateway-token-files: %s cannot be read by the runner".formatted(file),
                    e);
        }
    }

    private static <V> Map<Pool, V> byAgent(String name, String text, Function<String, V> parse) {
        Map<Pool, V> byAgent = new TreeMap<>();
        SettingText.byPool(name, text, parse)
                .forEach((agent, value) -> byAgent.put(new Pool(agent), value));
        return byAgent;
    }

    /** What it names, and no contents of files. */
    @Override
    public String toString() {
        return "NamedAgentConfig[agents=%s]".formatted(agents);
    }
}
