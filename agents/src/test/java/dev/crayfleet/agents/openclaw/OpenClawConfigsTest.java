package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What of the user's openclaw.json a Gateway of the runner's own is given. */
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
    void neverSpeaksUpByItselfAndWritesNothingOfItsOwn() throws Exception {
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
    void isOpenToItsRunnerOnly() throws Exception {
        JsonNode gateway = gateway(3).path("gateway");
        assertThat(gateway.path("bind").asText()).isEqualTo("loopback");
        assertThat(gateway.path("port").asInt()).isEqualTo(18_800);
        assertThat(gateway.at("/auth/mode").asText()).isEqualTo("token");
        assertThat(gateway.at("/auth/token").asText()).isEqualTo("${OPENCLAW_GATEWAY_TOKEN}");
        assertThat(gateway.at("/controlUi/enabled").asBoolean(true)).isFalse();
    }

    @Test
    void runsAsManyAtATimeAsThereAreSlots() throws Exception {
        assertThat(gateway(3).at("/agents/defaults/maxConcurrent").asInt()).isEqualTo(8);
        assertThat(gateway(20).at("/agents/defaults/maxConcurrent").asInt()).isEqualTo(20);
    }
}
