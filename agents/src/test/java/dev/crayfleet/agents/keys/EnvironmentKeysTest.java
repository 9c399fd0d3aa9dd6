package dev.crayfleet.agents.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that have a key from their environment have a token there. */
@Timeout(30)
class EnvironmentKeysTest {
    private ProxyFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new ProxyFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void putsATokenAndTheProxysAddressInPlaceOfAKey() throws Exception {
        Map<String, String> inherited =
                Map.of("ANTHROPIC_BASE_URL", fixture.endpoint.url("/up").toString());
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "ANTHROPIC_API_KEY",
                                ProxyFixture.KEY,
                                "COPY",
                                ProxyFixture.KEY,
                                "HTTPS_PROXY",
                                "http://proxy.example:3128",
                                "NO_PROXY",
                                "intern"));
        EnvironmentKeys keys =
                new EnvironmentKeys(fixture.proxy, inherited, each -> each.remove("COPY"));
        try (EnvironmentKeys.Access access = keys.open("t-1/1", environment)) {
            assertThat(environment)
                    .containsOnlyKeys(
                            "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "HTTPS_PROXY", "NO_PROXY")
                    .containsEntry("NO_PROXY", "intern,127.0.0.1");
            assertThat(environment.toString()).doesNotContain(ProxyFixture.KEY);
            assertThat(
                            fixture.send(
                                            HttpRequest.newBuilder(
                                                            URI.create(
                                                                    environment.get(
                                                                                    "ANTHROPIC_BASE_URL")
                                                                            + "/v1/messages"))
                                                    .header(
                                                            "x-api-key",
                                                            environment.get("ANTHROPIC_API_KEY")))
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(access.usage()).isEqualTo(new ProxyUsage(1, 0, 0, 1));
        }
        StubEndpoint.Seen seen = fixture.endpoint.requests().getFirst();
        assertThat(seen.uri()).hasToString("/up/v1/messages");
        assertThat(seen.headers().getFirst("x-api-key")).isEqualTo(ProxyFixture.KEY);
        assertThat(fixture.proxy.openGrants()).isZero();
        assertThat(keys.toString()).doesNotContain("example");
    }

    @Test
    void saysWhichAddressItCannotUse() {
        EnvironmentKeys keys =
                new EnvironmentKeys(
                        fixture.proxy, Map.of("OPENAI_BASE_URL", "ftp://x"), each -> {});
        assertThatThrownBy(() ->
                        keys.open(
                                "t-1/1", new HashMap<>(Map.of("OPENAI_API_KEY", ProxyFixture.KEY))))
                .hasMessageStartingWith("OPENAI_API_KEY or OPENAI_BASE_URL is not one")
                .hasMessageNotContaining(ProxyFixture.KEY);
        assertThat(fixture.proxy.openGrants()).isZero();
    }

    @Test
    void leavesNoTokenBehindWhereSomethingElseFails() {
        EnvironmentKeys keys =
                new EnvironmentKeys(
                        fixture.proxy,
                        Map.of(),
                        each -> {
                            throw new IllegalArgumentException("openclaw.json is not understood");
                        });
        assertThatThrownBy(() -> keys.open("t-1/1", new HashMap<>()))
                .hasMessage("openclaw.json is not understood");
        assertThat(fixture.proxy.openGrants()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_API_KEY, true",
        "ANTHROPIC_AUTH_TOKEN, true",
        "GEMINI_API_KEY, true",
        "GROQ_API_KEYS, true",
        "CLAUDE_CODE_OAUTH_TOKEN, true",
        "BRAVE_API_KEY, false",
        "GITHUB_TOKEN, false",
        "GOOGLE_CLOUD_PROJECT, false"
    })
    void knowsTheNamesOfKeysOfModels(String name, boolean isKey) {
        assertThat(ModelKeyVariable.isModelKey(name)).isEqualTo(isKey);
    }
}
