package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.command.CommandExecutor;
import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.keys.EnvironmentKeys;
import dev.crayfleet.agents.openclaw.ModelCatalog.Choice;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.RunnerModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a lane is told of names must not differ from what is done with them. */
class ModelNamesTest {
    private static final List<String> NAMES =
            List.of("cheap", "CHEAP", "primary", "p/a", "p/b", "P/A", "p/c", "q/d", "default");

    private static final List<ModelCatalog> CATALOGS =
            List.of(
                    OpenClawJsonTest.JSON.catalog(),
                    ModelCatalog.EMPTY,
                    catalog("p/a", Map.of("cheap", "p/b", "primary", "p/a"), List.of("p/a", "p/b")),
                    catalog("p/a", Map.of("cheap", "p/a"), List.of()),
                    catalog("q/d", Map.of("cheap", "p/a", "default", "p/b"), List.of("p/*")),
                    catalog(null, Map.of("cheap", "p/a"), List.of("p/a", "p/b")),
                    catalog(null, Map.of("p/a", "p/b"), List.of("P/A", "p/b")));

    private static ModelCatalog catalog(
            @Nullable String primary, Map<String, String> aliases, List<String> allowed) {
        return new ModelCatalog(primary, aliases, allowed, Map.of(), false);
    }

    @Test
    void whatRunsAsTheSameIsSaidToBeTheSame() {
        for (ModelCatalog catalog : CATALOGS) {
            RunnerModels told = catalog.names();
            for (String one : NAMES) {
                for (String other : NAMES) {
                    if (catalog.choose(one) instanceof Choice.Chosen(String first)
                            && catalog.choose(other) instanceof Choice.Chosen(String second)
                            && first.equals(second)) {
                        assertThat(told.maySame(one, other))
                                .as("%s and %s are %s by %s", one, other, first, told)
                                .isTrue();
                    }
                }
                if (catalog.choose(one) instanceof Choice.Chosen(String model)
                        && (catalog.primary() == null || model.equals(catalog.primary()))) {
                    assertThat(told.maySame(one, RunnerModels.DEFAULT))
                            .as("%s runs where nothing is asked for, by %s", one, told)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void whatIsListedIsTold() {
        RunnerModels told = CATALOGS.get(2).names();
        assertThat(told.maySame("cheap", "primary")).isFalse();
        assertThat(told.maySame("p/b", "default")).isFalse();
        assertThat(told.maySame("p/b", "p/b@work")).as("nobody knows").isTrue();
    }

    /** Else a task that names no model would get past an approval of the one that runs then. */
    @Test
    void whatAProgramRunsByDefaultIsTold() {
        RunnerModels told = command("p/Costly").models().orElseThrow();
        assertThat(told.maySame("default", "p/costly")).isTrue();
        assertThat(told.maySame("p/costly", "DEFAULT")).isTrue();
        assertThat(told.maySame("default", "p/cheap")).isFalse();
        assertThat(told.maySame("p/costly", "p/cheap")).isFalse();
        assertThat(command(null).models()).contains(RunnerModels.LITERAL);
    }

    private static CommandExecutor command(@Nullable String model) {
        return new CommandExecutor(
                new CommandSettings(
                        List.of("agent", "{prompt}"), model, CommandSettings.Pointers.NONE),
                new ProcessSettings(
                        new EnvironmentSettings(Map.of(), List.of(), null),
                        Duration.ZERO,
                        Duration.ZERO,
                        1_000,
                        ResourceLimits.NONE,
                        new Secrets()),
                EnvironmentKeys.DIRECT);
    }

    @Test
    void anAliasWinsOverAModelOfItsNameInAnotherLetterCase() {
        RunnerModels told =
                catalog(null, Map.of("p/a", "p/b"), List.of("P/A", "p/b", "p/c")).names();
        assertThat(told.areSame("P/A", "p/b")).isTrue();
        assertThat(told.maySame("p/a", "p/c")).isFalse();
        assertThat(told.names())
                .extracting(RunnerModels.Name::name)
                .containsExactly("p/a", "p/b", "p/c");
    }

    /** Which agent of its file OpenClaw takes, it decides itself. */
    @Test
    void whereAgentsHaveModelsOfTheirOwnNobodyKnowsWhatRunsByDefault() {
        String file =
                """
                {agents: {defaults: {model: 'p/a', models: {'p/a': {}, 'p/b': {alias: 'b'}}}, %s}}
                """;
        for (String agents :
                List.of("entries: {own: {model: 'p/b'}}", "list: [{id: 'own', model: 'p/b'}]")) {
            RunnerModels told = OpenClawJson.parse(file.formatted(agents)).catalog().names();
            assertThat(told.maySame("default", "b")).as(agents).isTrue();
            assertThat(told.maySame("p/a", "b")).isFalse();
        }
        assertThat(
                        OpenClawJson.parse(file.formatted("entries: {own: {}}"))
                                .catalog()
                                .names()
                                .maySame("default", "b"))
                .isFalse();
    }
}
