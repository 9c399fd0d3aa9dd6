package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What is read of a written openclaw.json. */
class OpenClawJsonTest {
    static final OpenClawJson JSON =
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

    @Test
    void findsSecretsByTheirKeys() {
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
    void findsSecretVariablesByTheKeysThatReferToThem() {
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
    void readsModelsAliasesAndVariablesFromJson5() {
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
}
