package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.agents.executor.Executor.Plan;
import dev.crayfleet.agents.executor.Executor.Planned;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenClawMessagesTest {
    private static final String SUCCESS =
            """
            {"ok":true,"status":"ok","final":"The answer is 100.","payloads":[{"text":"The answer is 100.","mediaUrl":null}],
             "usage":{"input":360,"output":122,"cacheRead":5,"cacheWrite":0,"total":482,"cost":{"total":4.365e-7}},
             "costUsd":4.365e-7,"assistantTurns":2,"model":"moonshotai/kimi-k2.5","provider":"openrouter"}
            """;
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final OpenClawJson JSON =
            OpenClawJson.parse(
                    """
                    {
                      // by hand
                      models: {providers: {openrouter: {apiKey: '${OPENROUTER_API_KEY}', models: [
                        {id: 'moonshotai/kimi-k2.5', reasoning: true, cost: {input: 0.00045, output: 0.00225}},
                        {id: "stepfun/flash", /* does not think */ cost: {input: 0, output: 0,},},
                      ]}}},
                      agents: {defaults: {
                        model: {primary: 'openrouter/moonshotai/kimi-k2.5'},
                        models: {
                          'openrouter/moonshotai/kimi-k2.5': {alias: 'primary'},
                          'openrouter/stepfun/flash': {alias: 'Cheap'},
                          'vendor/*': {},
                        },
                      }},
                    }
                    """);

    private static Envelope envelope(String text) {
        return Envelope.parse(text).orElseThrow();
    }

    @Test
    void findsWhatIsSecretInOpenclawJson() {
        OpenClawJson json =
                OpenClawJson.parse(
                        """
                        {env: {SOME_API_KEY: 'made-up-1', vars: {OTHER: 'plain-1'}},
                         models: {providers: {p: {apiKey: 'made-up-2', headers: {Authorization: 'made-up-3'}, models: [{id: 'm', maxTokens: 100}]}}},
                         channels: {discord: {botToken: '${NAMED}'}},
                         mcp: {servers: {s: {env: {A_SECRET: 'made-up-4'}}}},
                         plugins: [{private_key: 'made-up-5'}]}
                        """);
        assertThat(json.secrets())
                .containsExactlyInAnyOrder(
                        "made-up-1", "made-up-2", "made-up-3", "made-up-4", "made-up-5");
        assertThat(json.variables()).isEmpty();
        assertThat(json.secretVariables()).containsExactly("NAMED");
    }

    @Test
    void knowsASecretByWhereItStandsAndNotByTheNameOfItsVariable() {
        OpenClawJson json =
                OpenClawJson.parse(
                        """
                        {env: {LOCAL: 'made-up-1', vars: {LEVEL: 'plain-1'}},
                         models: {providers: {
                           moon: {apiKey: '${MOONSHOT}', baseUrl: 'https://${HOST}/v1',
                             headers: {'x-api-key': 'made-up-2', Authorization: 'Bearer made-up-3'}},
                           sun: {apiKey: "${LOCAL}", headers: {authorization: 'Bearer ${SUN}'}}}}}
                        """);
        assertThat(json.secretVariables()).containsExactlyInAnyOrder("MOONSHOT", "LOCAL", "SUN");
        assertThat(json.variables()).contains("HOST");
        assertThat(json.secrets())
                .containsExactlyInAnyOrder(
                        "made-up-1", "made-up-2", "made-up-3", "Bearer made-up-3");
    }

    @Test
    void restrictsWhateverTheUserAllows() throws Exception {
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

    @Test
    void readsTheEnvelopeOfASuccess() {
        Envelope said = envelope(SUCCESS);
        assertThat(said.succeeded()).isTrue();
        assertThat(said.text()).isEqualTo("The answer is 100.");
        assertThat(said.model()).isEqualTo("openrouter/moonshotai/kimi-k2.5");
        assertThat(said.usage()).isEqualTo(new Usage(360, 122, 5, 0));
        assertThat(said.costUsd()).isEqualByComparingTo("0.0000004365");
    }

    @Test
    void findsItBehindOtherOutputAndNothingInRubbish() {
        assertThat(envelope("{not json}\nsome warning\n" + SUCCESS).ok()).isTrue();
        assertThat(Envelope.parse("")).isEmpty();
        assertThat(Envelope.parse("{\"other\":1}")).isEmpty();
        assertThat(Envelope.parse("{\"ok\":true,\"final\":\"cut off")).isEmpty();
    }

    @Test
    @Timeout(20)
    void isNotHeldUpByWhatOnlyBeginsLikeIt() {
        String braces = "{\n".repeat(2_000_000);
        assertThat(Envelope.parse(braces)).isEmpty();
        assertThat(envelope(braces + SUCCESS).ok()).isTrue();
        assertThat(envelope("{\"ok\":false}\n" + SUCCESS).ok()).isTrue();
        assertThat(envelope(SUCCESS.replace("4.365e-7,\"a", "1e100000000,\"a")).costUsd()).isNull();
    }

    @Test
    void knowsNoModelAndNoCostWhereNoneWasTold() {
        Envelope said =
                envelope(
                        "{\"ok\":false,\"status\":\"error\",\"final\":\"\",\"payloads\":[],\"model\":null,\"provider\":null,\"error\":{\"message\":\"m\",\"kind\":\"exception\"}}");
        assertThat(said.model()).isNull();
        assertThat(said.usage()).isNull();
        assertThat(said.costUsd()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|exception|Model override \"mock/nope\" is not allowed for agent \"main\"|PERMANENT",
                "1|exception|Thinking level \"low\" is not supported for mock/plain-model. Use one of: off.|PERMANENT",
                "1|exception|LLM request failed: provider rejected the request schema or tool payload.|PERMANENT",
                "1|exception|The selected model was not found by the provider|PERMANENT",
                "1|exception|stub/kimi request failed (authentication failed, HTTP 401). Re-authenticate|PERMANENT",
                "1|exception|Inline API key for provider \"mock\" is temporarily disabled after a provider auth/billing failure. Retry after about 1 minute|TRANSIENT",
                "1|exception|stub (kimi) returned a billing error — your API key has run out of credits|PERMANENT",
                "1|exception|stub/kimi request failed (provider internal error, HTTP 500). This is usually temporary|TRANSIENT",
                "1|exception|All models failed (2): a; b|TRANSIENT",
                "1|exception|⚠️ API rate limit reached. Please try again later.|QUOTA",
                "2|timeout|stub: connection refused by the provider endpoint.|TRANSIENT",
                "2|timeout|network connection error.|TRANSIENT",
                "2|timeout|Request timed out before a response was generated|TIMEOUT",
                "2|timeout|something else|TIMEOUT",
                "1|cli_error|unknown option '--nope'|PERMANENT",
                "1|exception|something nobody has seen|AGENT_ERROR",
            })
    void tellsFailuresApart(int exit, String kind, String message, FailureKind expected) {
        String status = kind.equals("timeout") ? "timeout" : "error";
        String text =
                "{\"ok\":false,\"status\":\"%s\",\"final\":\"\",\"payloads\":[],\"error\":{\"kind\":\"%s\",\"message\":\"%s\"}}"
                        .formatted(status, kind, message.replace("\"", "\\\""));
        assertThat(FailureClassifier.classify(exit, Envelope.parse(text), "", false, NOW))
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(expected);
                            assertThat(failed.reason()).doesNotStartWith("⚠");
                        });
    }

    @Test
    void calledAFailureThatEndsWithAFailedToolEvenIfItSaysOk() {
        String text =
                "{\"ok\":true,\"status\":\"ok\",\"final\":\"\",\"payloads\":[{\"text\":\"⚠️ Exec failed\",\"isError\":true}]}";
        assertThat(kind(FailureClassifier.classify(1, Envelope.parse(text), "", false, NOW)))
                .isEqualTo(FailureKind.AGENT_ERROR);
        assertThat(kind(FailureClassifier.classify(1, Envelope.parse(text), "", true, NOW)))
                .isEqualTo(FailureKind.TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({"137,TRANSIENT", "143,TRANSIENT", "127,PERMANENT", "1,TRANSIENT"})
    void goesByTheExitCodeWhereNothingWasSaid(int exit, FailureKind expected) {
        assertThat(kind(FailureClassifier.classify(exit, Optional.empty(), "last", false, NOW)))
                .isEqualTo(expected);
    }

    private static FailureKind kind(RunOutcome outcome) {
        return ((RunOutcome.Failed) outcome).kind();
    }

    @Test
    void readsWhatPeopleWrite() {
        ModelCatalog catalog = JSON.catalog();
        assertThat(catalog.primary()).isEqualTo("openrouter/moonshotai/kimi-k2.5");
        assertThat(catalog.choose("CHEAP"))
                .isEqualTo(new ModelCatalog.Choice.Chosen("openrouter/stepfun/flash"));
        assertThat(catalog.choose("vendor/anything"))
                .isEqualTo(new ModelCatalog.Choice.Chosen("vendor/anything"));
        assertThat(catalog.choose("nope"))
                .isEqualTo(
                        new ModelCatalog.Choice.Unknown(
                                "Model \"nope\" is not known here. There are: cheap (openrouter/stepfun/flash), primary (openrouter/moonshotai/kimi-k2.5), vendor/*."));
        assertThat(JSON.variables()).containsExactly("OPENROUTER_API_KEY");
        assertThat(ModelCatalog.EMPTY.choose("any/thing"))
                .isEqualTo(new ModelCatalog.Choice.Chosen("any/thing"));
        assertThatThrownBy(() -> OpenClawJson.parse("{\n broken"))
                .hasMessageContaining("no JSON5, at line 2");
    }

    @Test
    void takesTheNearestThinkingThereIs() {
        Plan byDefault = plan(TaskOptions.NONE);
        assertThat(byDefault.thinking()).isEqualTo(Thinking.MEDIUM);
        assertThat(byDefault.thinkingSaid()).isTrue();
        assertThat(byDefault.modelAsked()).isNull();
        Plan cheap = plan(new TaskOptions("cheap", null, null, null, null));
        assertThat(cheap.thinking()).isEqualTo(Thinking.OFF);
        assertThat(cheap.notes()).hasSize(1);
        assertThat(cheap.modelAsked()).isEqualTo("openrouter/stepfun/flash");
        Plan named = plan(new TaskOptions("cheap", Thinking.HIGH, null, null, null));
        assertThat(named.thinking()).isEqualTo(Thinking.OFF);
        assertThat(named.notes())
                .containsExactly("Thinking is off: openrouter/stepfun/flash does not have high.");
        assertThat(
                        ModelPlanner.plan(
                                new TaskOptions("cheap", Thinking.HIGH, null, null, null),
                                JSON.catalog(),
                                ThinkingFallback.REFUSE))
                .isEqualTo(
                        new Planned.Refused(
                                RunOutcome.Failed.of(
                                        FailureKind.PERMANENT,
                                        "Thinking level \"high\" is not supported by openrouter/stepfun/flash. It has: off.")));
        Plan stranger = plan(new TaskOptions("vendor/new", null, null, null, null));
        assertThat(stranger.thinkingSaid()).isFalse();
    }

    private static Plan plan(TaskOptions options) {
        Planned planned = ModelPlanner.plan(options, JSON.catalog(), ThinkingFallback.NEAREST);
        assertThat(planned).isInstanceOf(Plan.class);
        return (Plan) planned;
    }

    @Test
    void hearsWhenOpenClawWaitsForAFailingModel() {
        List<String> progress = new ArrayList<>();
        OpenClawLog log = new OpenClawLog(progress::add);
        log.accept(
                "[agent/embedded] tool-search: cataloged 35 tools behind compact prompt surface");
        log.accept(
                "[agent/embedded] transient same-model retry 2/8 for stub/kimi reason=server_error: delayMs=2887");
        assertThat(log.retrying())
                .contains(new ModelRetry("server_error", Duration.ofMillis(2_887)));
        assertThat(progress)
                .containsExactly("stub/kimi fails (server_error); it is asked again, 2 of 8");
        log.accept(
                "[provider-transport-fetch] [model-fetch] response provider=stub api=openai-completions model=kimi status=200 elapsedMs=8");
        assertThat(log.retrying()).isEmpty();
        assertThat(
                        FailureClassifier.whileRetrying(
                                        new ModelRetry("rate_limit", Duration.ofSeconds(90)))
                                .retryAfter())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(
                        FailureClassifier.whileRetrying(
                                        new ModelRetry("rate_limit", Duration.ofSeconds(1)))
                                .retryAfter())
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void knowsWhenItIsWorthTryingAgain() {
        assertThat(RetryAfter.in("API rate limit reached. Please try again in 7s.", NOW))
                .contains(Duration.ofSeconds(7));
        assertThat(RetryAfter.in("disabled. Retry after about 1 minute", NOW))
                .contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.in("429 made to fail; Retry-After: 45 seconds", NOW))
                .contains(Duration.ofSeconds(45));
        assertThat(RetryAfter.in("Please try again in 1h12m3.5s.", NOW))
                .contains(Duration.ofSeconds(4_323).plusMillis(500));
        assertThat(RetryAfter.in("The quota resets in 1.5 hours and not before", NOW))
                .contains(Duration.ofMinutes(90));
        assertThat(RetryAfter.in("try again in 20ms", NOW)).contains(Duration.ofMillis(20));
        assertThat(RetryAfter.in("try again in 999999 hours", NOW)).contains(Duration.ofHours(24));
        assertThat(RetryAfter.in("Please try again later.", NOW)).isEmpty();
        assertThat(RetryAfter.in("Your limit resets at 2026-11-21T12:00:00+01:00.", NOW))
                .contains(Duration.ofHours(1));
        assertThat(RetryAfter.in("rate_limit-reset: 2026-11-21T10:00:01.5Z", NOW))
                .contains(Duration.ofMillis(1_500));
        assertThat(RetryAfter.in("usage limit reached|1795255260", NOW))
                .contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.in("The limit was reset at 2026-11-20T12:00:00Z", NOW)).isEmpty();
        assertThat(RetryAfter.in("try again at 2026-99-99T12:00:00Z", NOW)).isEmpty();
        assertThat(FailureClassifier.byWords("HTTP 429: try again in 90 s", NOW))
                .contains(
                        new RunOutcome.Failed(
                                FailureKind.QUOTA,
                                "HTTP 429: try again in 90 s",
                                Duration.ofSeconds(90)));
    }

    @Test
    void findsTheLevelsThatARefusalOffers() {
        assertThat(
                        NearestThinkingExecutor.offered(
                                "Thinking level \"xhigh\" is not supported for mock/plain. Use one of: off, minimal, low."))
                .containsExactly(Thinking.OFF, Thinking.MINIMAL, Thinking.LOW);
        assertThat(
                        NearestThinkingExecutor.offered(
                                "thinkingLevel \"high\" is not supported for mock/plain-model (use off)"))
                .containsExactly(Thinking.OFF);
        assertThat(NearestThinkingExecutor.offered("something else")).isEmpty();
        assertThat(
                        NearestThinkingExecutor.nearest(
                                Thinking.MAX, List.of(Thinking.OFF, Thinking.LOW, Thinking.HIGH)))
                .isEqualTo(Thinking.HIGH);
        assertThat(
                        NearestThinkingExecutor.nearest(
                                Thinking.LOW, List.of(Thinking.MINIMAL, Thinking.MEDIUM)))
                .isEqualTo(Thinking.MINIMAL);
    }
}
