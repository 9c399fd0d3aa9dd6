package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.keys.ApiStyle;
import dev.crayfleet.agents.keys.ModelProxy;
import dev.crayfleet.agents.keys.ProxyLimits;
import dev.crayfleet.agents.keys.ProxyRoute;
import dev.crayfleet.agents.safety.Secrets;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents see of an openclaw.json whose keys stay with the runner. */
class ProxiedConfigTest {
    /** Nothing like what real keys look like. */
    private static final String KEY = "the-key-that-stays-at-home";

    private static final String TOKEN = "the token of the attempt";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("MOON_API_KEY", KEY, "OPENAI_API_KEY", KEY + "-2", "HOST", "moon.example");

    private static ProxiedConfig rewrite(String json5, String... passed) {
        return ProxiedConfig.of(
                OpenClawJson.of(Json5.parse(json5), ENVIRONMENT),
                ENVIRONMENT,
                List.of(passed),
                name -> "http://127.0.0.1:9/" + name,
                TOKEN);
    }

    private static ProxiedConfig provider(String fields) {
        return rewrite("{models: {providers: {moon: {" + fields + "}}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiKey: 'the-key-that-stays-at-home'",
                "apiKey: '${MOON_API_KEY}'",
                "apiKey: '$MOON_API_KEY'",
                "apiKey: 'MOON_API_KEY'",
                "apiKey: {source: 'env', provider: 'default', id: 'MOON_API_KEY'}"
            })
    void putsATokenWhereverAKeyMayBeWritten(String key) {
        ProxiedConfig config =
                provider(key + ", baseUrl: 'https://${HOST}/v1', models: [{id: 'a', name: 'A'}]");
        assertThat(config.refused()).isEmpty();
        JsonNode moon = config.root().at("/models/providers/moon");
        assertThat(moon.path("apiKey").asText()).isEqualTo(TOKEN);
        assertThat(moon.path("baseUrl").asText()).isEqualTo("http://127.0.0.1:9/moon");
        assertThat(moon.path("api").asText()).isEqualTo("openai-completions");
        assertThat(moon.at("/models/0/id").asText()).isEqualTo("a");
        assertThat(config.routes())
                .containsExactly(
                        new ProxyRoute(
                                "moon",
                                URI.create("https://moon.example/v1"),
                                ApiStyle.OPENAI,
                                KEY,
                                Map.of(),
                                List.of(KEY)));
        assertThat(config.root().toString()).doesNotContain(KEY);
    }

    @Test
    void keepsHeadersAndOtherWaysToSignInForItself() {
        ProxiedConfig config =
                provider(
                        """
                        baseUrl: 'https://moon.example', api: 'anthropic-messages', authHeader: false,
                        headers: {'X-Tenant': 'blue', 'X-Secret': '${MOON_API_KEY}'},
                        request: {auth: {mode: 'header', headerName: 'X-Pass', value: '$MOON_API_KEY', prefix: 'Key '}}
                        """);
        ProxyRoute route = config.routes().getFirst();
        assertThat(route.style()).isEqualTo(ApiStyle.ANTHROPIC);
        assertThat(route.key()).isNull();
        assertThat(route.headers())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("X-Tenant", "blue", "X-Secret", KEY, "X-Pass", "Key " + KEY));
        assertThat(route.secrets()).contains(KEY).doesNotContain("blue");
        assertThat(config.root().at("/models/providers/moon").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("baseUrl", "api", "apiKey");
    }

    @Test
    void sendsAModelWithAnAddressOfItsOwnThere() {
        ProxiedConfig config =
                provider(
                        "apiKey: '$MOON_API_KEY', baseUrl: 'https://moon.example/v1', models: [{id: 'a'}, {id: 'b', baseUrl: 'https://b.example/v1'}]");
        assertThat(config.root().at("/models/providers/moon/models/1/baseUrl").asText())
                .isEqualTo("http://127.0.0.1:9/moon~1");
        assertThat(config.routes())
                .extracting(ProxyRoute::base)
                .containsExactly(
                        URI.create("https://moon.example/v1"), URI.create("https://b.example/v1"));
    }

    /** Never silently direct. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseUrl: 'https://a', api: 'google-generative-ai' | has the API \"google-generative-ai\"",
                "baseUrl: 'https://a', models: [{id: 'a', api: 'ollama'}] | has the API \"ollama\"",
                "baseUrl: 'https://a', auth: 'aws-sdk' | signs in with auth \"aws-sdk\"",
                "baseUrl: 'https://a', auth: 'oauth' | signs in with auth \"oauth\"",
                "baseUrl: 'https://a', request: {proxy: {mode: 'env-proxy'}} | has request.proxy",
                "baseUrl: 'https://a', request: {tls: {}} | has request.tls",
                "baseUrl: 'https://a', localService: {command: '/x'} | has a localService",
                "baseUrl: 'https://a', apiKey: {source: 'exec', id: 'x'} | neither a text nor a variable",
                "baseUrl: 'https://a', apiKey: {source: 'file', id: '/x'} | neither a text nor a variable",
                "baseUrl: 'https://a', apiKey: '${SUN_API_KEY}' | SUN_API_KEY, which the runner's environment does not have",
                "baseUrl: 'https://a', apiKey: 'sk-ant-oat-made-up' | the token of a login",
                "baseUrl: 'https://a', models: [{id: 'a', headers: {Authorization: 'x'}}] | a model with secret headers",
                "apiKey: 'x' | has no baseUrl",
                "baseUrl: 'https://u:p@a', apiKey: 'x' | a baseUrl with a user",
                "baseUrl: 'a b', apiKey: 'x' | a baseUrl that is no address",
                "baseUrl: 'https://a', apiKey: 'x\\ny' | a key that cannot stand in a header"
            })
    void refusesByNameWhatItCannotKeep(String fields, String why) {
        ProxiedConfig config = provider(fields);
        assertThat(config.routes()).isEmpty();
        assertThat(config.root().at("/models/providers/moon").isMissingNode()).isTrue();
        assertThat(config.refused().get("moon")).contains(why);
        assertThat(
                        ProxiedModelKeys.refusals(
                                OpenClawJson.of(
                                        Json5.parse(
                                                "{models: {providers: {moon: {" + fields + "}}}}"),
                                        ENVIRONMENT),
                                ENVIRONMENT,
                                List.of()))
                .hasEntrySatisfying(
                        "moon",
                        sentence ->
                                assertThat(sentence)
                                        .startsWith("Models of moon cannot be asked")
                                        .endsWith("CRAYFLEET_RUNNER_KEYS=direct."));
    }

    @Test
    void takesTheKeysOutOfAllElse() {
        ProxiedConfig config =
                rewrite(
                        """
                        {env: {MOON_API_KEY: 'a', vars: {MOON_API_KEY: 'b', OTHER: 'c'}, shellEnv: {enabled: true}},
                         auth: {profiles: {'moon:default': {provider: 'moon', mode: 'api_key'}}},
                         models: {providers: {moon: {baseUrl: 'https://a', apiKey: '$MOON_API_KEY'}}},
                         tools: {a: '${MOON_API_KEY}', b: ['Bearer the-key-that-stays-at-home', '$MOON_API_KEY', '${OTHER}'],
                                 c: {source: 'env', id: 'MOON_API_KEY'}, d: '$${MOON_API_KEY}'}}
                        """);
        assertThat(config.root().path("env")).hasToString("{\"vars\":{\"OTHER\":\"c\"}}");
        assertThat(config.root().has("auth")).isFalse();
        assertThat(config.root().path("tools"))
                .hasToString(
                        "{\"a\":\"***\",\"b\":[\"Bearer ***\",\"***\",\"${OTHER}\"],\"c\":\"***\",\"d\":\"$${MOON_API_KEY}\"}");
        Map<String, String> agent =
                new HashMap<>(Map.of("MOON_API_KEY", "x", "COPY", "Bearer " + KEY, "HOST", "moon"));
        config.hidden().hideIn(agent);
        assertThat(agent).containsExactly(Map.entry("HOST", "moon"));
    }

    /** OpenClaw would find it there, and ask directly. */
    @Test
    void doesNotLeaveAKeyOfARefusedProviderBehind() {
        ProxiedConfig config =
                rewrite(
                        """
                        {models: {providers: {
                          moon: {api: 'google-generative-ai', apiKey: '${MOON_API_KEY}'},
                          sun: {api: 'ollama', apiKey: 'another-key-at-home'}}},
                         tools: {a: '${MOON_API_KEY}', b: 'another-key-at-home'}}
                        """);
        assertThat(config.refused()).containsOnlyKeys("moon", "sun");
        assertThat(config.hidden().variables()).contains("MOON_API_KEY");
        assertThat(config.root().path("tools")).hasToString("{\"a\":\"***\",\"b\":\"***\"}");
    }

    @Test
    void leavesAloneWhatIsAWordRatherThanAKey() {
        ProxiedConfig config =
                rewrite(
                        "{models: {providers: {lmstudio: {baseUrl: 'http://a', apiKey: 'lmstudio'}}}, agents: {defaults: {model: 'lmstudio/a'}}}");
        assertThat(config.root().at("/agents/defaults/model").asText()).isEqualTo("lmstudio/a");
        assertThat(config.routes().getFirst().secrets()).isEmpty();
    }

    /** As agents had it: only where a variable was to reach them. */
    @Test
    void knowsTheAddressesOfProvidersThatOpenClawKnows() {
        assertThat(rewrite("{}").routes()).isEmpty();
        ProxiedConfig config = rewrite("{}", "OPENAI_API_KEY");
        assertThat(config.root().at("/models/providers/openai"))
                .hasToString(
                        "{\"baseUrl\":\"http://127.0.0.1:9/openai\",\"apiKey\":\"%s\"}"
                                .formatted(TOKEN));
        assertThat(config.routes())
                .extracting(ProxyRoute::base)
                .containsExactly(URI.create("https://api.openai.com/v1"));
        assertThat(config.hidden().variables()).contains("OPENAI_API_KEY");
    }

    @Test
    void refusesTasksWhoseModelCannotBeAsked() {
        OpenClawJson json =
                OpenClawJson.of(
                        Json5.parse(
                                "{models: {providers: {moon: {baseUrl: 'https://a', apiKey: 'x'}, sun: {api: 'ollama'}}}}"),
                        ENVIRONMENT);
        try (ModelProxy proxy = ModelProxy.start(ProxyLimits.DEFAULT, new Secrets())) {
            ModelKeys keys = new ProxiedModelKeys(proxy, ENVIRONMENT, List.of());
            assertThat(keys.refusal(json, "moon/kimi")).isEmpty();
            assertThat(keys.refusal(json, "sun/a").orElseThrow())
                    .contains("Models of sun cannot", "the provider has the API \"ollama\"");
            assertThat(keys.refusal(json, "star/a").orElseThrow())
                    .contains("Models of star cannot", "the provider has no entry with a baseUrl");
        }
        assertThat(ModelKeys.DIRECT.refusal(json, "sun/a")).isEmpty();
    }
}
