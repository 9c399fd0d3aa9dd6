package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.agents.process.AgentEnvironment;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the openclaw.json of the corpus are read as OpenClaw itself reads them. */
class OpenClawConfigIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    static List<HostileInput> inputs() {
        return Corpus.of("openclaw-config").stream()
                .filter(input -> input.answer().path("openclaw").asBoolean(true))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void readsEachConfigurationAsOpenClawDoes(HostileInput input) throws Exception {
        Path config = CorpusFiles.write(input, Files.createDirectories(folder.resolve("config")));
        if (input.answer().has("error")) {
            assertThat(get(input, config, "agents").exit()).isNotZero();
            return;
        }
        OpenClawJson ours =
                new OpenClawFile(config, new Secrets(), CorpusFiles.environment(input)).read();
        JsonNode defaults = get(input, config, "agents").json().path("defaults");
        Map<String, String> aliases = new TreeMap<>();
        defaults.path("models")
                .properties()
                .forEach(entry -> {
                    JsonNode alias = entry.getValue().path("alias");
                    if (alias.isTextual()) {
                        aliases.put(alias.asText().toLowerCase(Locale.ROOT), entry.getKey());
                    }
                });
        assertThat(ours.catalog().aliases()).isEqualTo(aliases);
        String primary = defaults.path("model").asText("");
        assertThat(ours.catalog().primary())
                .isEqualTo(primary.isEmpty() ? null : aliases.getOrDefault(primary, primary));
        if (input.answer().has("prices")) {
            JsonNode models = get(input, config, "models.providers.p.models").json();
            assertThat(models).hasSize(ours.catalog().models().size());
            for (JsonNode model : models) {
                ours.catalog()
                        .model("p/" + model.path("id").asText())
                        .flatMap(ModelCatalog.Model::prices)
                        .ifPresent(prices ->
                                assertThat(prices.input())
                                        .isEqualByComparingTo(
                                                model.at("/cost/input").decimalValue()));
            }
        }
    }

    private record Answer(int exit, String printed) {
        JsonNode json() throws IOException {
            assertThat(exit).describedAs(printed).isZero();
            return JSON.readTree(printed);
        }
    }

    private Answer get(HostileInput input, Path config, String what) throws Exception {
        Path program = OpenClawInstall.program();
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "config", "get", what, "--json")
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        Map<String, String> inherited =
                AgentEnvironment.of(System.getenv(), List.of(), program, null);
        environment.clear();
        environment.putAll(inherited);
        environment.putAll(CorpusFiles.environment(input));
        environment.put("HOME", folder.toString());
        environment.put("OPENCLAW_CONFIG_PATH", config.toString());
        environment.put("OPENCLAW_STATE_DIR", folder.resolve("state").toString());
        environment.put("OPENCLAW_NO_RESPAWN", "1");
        environment.put("NODE_COMPILE_CACHE", OpenClawInstall.cache().toString());
        Process process = builder.start();
        try {
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Answer(process.exitValue(), printed);
        } finally {
            process.destroyForcibly();
        }
    }
}
