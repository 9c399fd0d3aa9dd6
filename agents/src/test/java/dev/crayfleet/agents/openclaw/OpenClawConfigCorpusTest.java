package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.cost.Prices;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads each openclaw.json of the corpus. */
class OpenClawConfigCorpusTest {
    @TempDir Path folder;

    static List<HostileInput> inputs() {
        return Corpus.of("openclaw-config");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void readsEachConfigurationOfTheCorpus(HostileInput input) throws Exception {
        Map<String, String> environment = CorpusFiles.environment(input);
        Secrets secrets = new Secrets();
        OpenClawFile file =
                new OpenClawFile(CorpusFiles.write(input, folder), secrets, environment);
        JsonNode answer = input.answer();
        if (answer.has("error")) {
            assertThatThrownBy(file::read)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file.path() + " cannot be read: ")
                    .hasMessageContaining(answer.get("error").asText())
                    .message()
                    .doesNotContain(answer.path("never").asText("\0"))
                    .hasSizeLessThan(1_000);
            return;
        }
        OpenClawJson json = file.read();
        assertThat(json.catalog().primary()).isEqualTo(answer.path("primary").textValue());
        assertThat(json.catalog().aliases()).isEqualTo(map(answer.path("aliases")));
        assertThat(json.variables())
                .containsExactlyInAnyOrderElementsOf(texts(answer.path("variables")).toList());
        answer.path("prices").properties().forEach(entry -> prices(json, entry));
        texts(answer.path("masked"))
                .forEach(each -> assertThat(secrets.mask(each)).isEqualTo("***"));
        texts(answer.path("unmasked"))
                .forEach(each -> assertThat(secrets.mask(each)).isEqualTo(each));
        // The copy for restricted agents is the same in one file.
        OpenClawJson copied =
                OpenClawJson.of(Json5.parse(OpenClawConfigs.whole(json.root())), environment);
        assertThat(copied.catalog()).isEqualTo(json.catalog());
        assertThat(OpenClawConfigs.whole(json.root())).doesNotContain("$include");
    }

    private static void prices(OpenClawJson json, Map.Entry<String, JsonNode> model) {
        Prices prices =
                json.catalog()
                        .model(model.getKey())
                        .flatMap(ModelCatalog.Model::prices)
                        .orElseThrow();
        JsonNode wanted = model.getValue();
        assertThat(isNear(prices.input(), wanted.get(0))).isTrue();
        assertThat(isNear(prices.output(), wanted.get(1))).isTrue();
        assertThat(isNear(prices.cacheRead(), wanted.get(2))).isTrue();
        assertThat(isNear(prices.cacheWrite(), wanted.get(3))).isTrue();
    }

    private static boolean isNear(@Nullable BigDecimal price, JsonNode wanted) {
        return wanted.isNull()
                ? price == null
                : price != null && price.compareTo(new BigDecimal(wanted.asText())) == 0;
    }

    private static Stream<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText);
    }

    private static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new TreeMap<>();
        object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
