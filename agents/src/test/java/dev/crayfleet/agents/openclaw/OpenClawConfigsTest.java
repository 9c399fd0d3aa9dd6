package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The configurations that a runner makes from the user's. */
class OpenClawConfigsTest {
    private static final String USERS =
            """
            {
              // as people write it
              channels: {discord: {enabled: true}},
              bindings: [{agentId: 'main'}],
              hooks: {enabled: true},
              cron: {enabled: true},
              gateway: {bind: 'lan', port: 18789, auth: {mode: 'none'}},
              models: {providers: {stub: {models: [{id: 'kimi'}]}}},
              agents: {defaults: {model: 'stub/kimi', heartbeat: {every: '30m'}, skipBootstrap: false,
                maxConcurrent: 2}},
            }
            """;

    private static JsonNode gateway(int slots) throws Exception {
        return new JsonMapper()
                .readTree(
                        OpenClawConfigs.gateway(
                                OpenClawJson.parse(USERS).root(),
                                18_800,
                                slots,
                                Path.of("/ws"),
                                false));
    }

    @Test
    void disablesWhatMakesAGatewayActByItself() throws Exception {
        JsonNode config = gateway(3);
        assertThat(config.has("channels") || config.has("bindings") || config.has("hooks"))
                .isFalse();
        assertThat(config.at("/cron/enabled").asBoolean(true)).isFalse();
        assertThat(config.at("/agents/defaults/heartbeat/every").asText()).isEqualTo("0m");
        assertThat(config.at("/agents/defaults/skipBootstrap").asBoolean(false)).isTrue();
        assertThat(config.at("/agents/defaults/model").asText()).isEqualTo("stub/kimi");
        assertThat(config.at("/models/providers/stub/models/0/id").asText()).isEqualTo("kimi");
    }

    @Test
    void isReachableForItsRunnerOnly() throws Exception {
        JsonNode gateway = gateway(3).path("gateway");
        assertThat(gateway.path("bind").asText()).isEqualTo("loopback");
        assertThat(gateway.path("port").asInt()).isEqualTo(18_800);
        assertThat(gateway.at("/auth/mode").asText()).isEqualTo("token");
        assertThat(gateway.at("/auth/token").asText()).isEqualTo("${OPENCLAW_GATEWAY_TOKEN}");
        assertThat(gateway.at("/controlUi/enabled").asBoolean(true)).isFalse();
    }

    @Test
    void allowsAsManyRunsAsThereAreSlots() throws Exception {
        assertThat(gateway(3).at("/agents/defaults/maxConcurrent").asInt()).isEqualTo(8);
        assertThat(gateway(20).at("/agents/defaults/maxConcurrent").asInt()).isEqualTo(20);
    }

    @Test
    void restrictsAgentsWhateverTheUserAllows() throws Exception {
        JsonNode config =
                new JsonMapper()
                        .readTree(
                                OpenClawConfigs.restricted(
                                        OpenClawJson.parse(
                                                        """
                                                        {tools: {alsoAllow: ['exec'], exec: {mode: 'full'}, fs: {workspaceOnly: false}, deny: ['x']},
                                                         commands: {bash: true},
                                                         mcp: {servers: {shell: {command: 'sh'}}},
                                                         agents: {entries: {main: {tools: {allow: ['read'], alsoAllow: ['exec'], fs: {workspaceOnly: false}, elevated: {enabled: true}}}}}}
                                                        """)
                                                .root()));
        JsonNode tools = config.path("tools");
        assertThat(tools.path("allow").toString()).isEqualTo("[\"group:fs\",\"group:web\"]");
        assertThat(tools.path("deny").toString()).startsWith("[\"x\",\"exec\",\"process\"");
        assertThat(tools.path("exec").path("mode").asText()).isEqualTo("deny");
        assertThat(tools.path("fs").path("workspaceOnly").asBoolean()).isTrue();
        assertThat(tools.has("alsoAllow") || config.has("mcp")).isFalse();
        assertThat(config.path("commands").path("bash").asBoolean()).isFalse();
        assertThat(config.at("/agents/entries/main/tools").toString())
                .isEqualTo("{\"allow\":[\"read\"]}");
    }
}
