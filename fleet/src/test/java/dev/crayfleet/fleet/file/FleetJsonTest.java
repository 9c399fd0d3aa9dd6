package dev.crayfleet.fleet.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.RandomFleets;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetJsonTest {
    private static final int FLEETS = 150;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Fleet fleet(FleetReading reading) {
        return switch (reading) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        for (int seed = 0; seed < FLEETS; seed++) {
            Fleet fleet = new RandomFleets(seed).governed();
            byte[] json = FleetJson.write(fleet);
            Fleet read = fleet(FleetJson.read(json));
            assertThat(read.withVersion(fleet.version())).as("seed %d", seed).isEqualTo(fleet);
            assertThat(read.version()).isEqualTo(new FleetVersion(0, FleetJson.sha256(fleet)));
            assertThat(FleetJson.write(read)).isEqualTo(json);
            assertThat(fleet(FleetFile.read(json))).as("as YAML").isEqualTo(read);
        }
    }

    @Test
    void theOrderOfTheFileDoesNotMatter() throws IOException {
        for (int seed = 0; seed < FLEETS; seed++) {
            RandomFleets fleets = new RandomFleets(seed);
            Fleet fleet = fleet(FleetJson.read(FleetJson.write(fleets.governed())));
            JsonNode other = shuffled(JSON.readTree(FleetJson.write(fleet)), "", fleets.random());
            assertThat(fleet(FleetJson.read(JSON.writeValueAsBytes(other))))
                    .as("seed %d", seed)
                    .isEqualTo(fleet);
        }
    }

    /** In another order, but for lists whose order says something. */
    private static JsonNode shuffled(JsonNode node, String name, Random random) {
        if (node instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
            Collections.shuffle(fields, random);
            ObjectNode other = JSON.createObjectNode();
            fields.forEach(each ->
                    other.set(each.getKey(), shuffled(each.getValue(), each.getKey(), random)));
            return other;
        }
        if (node instanceof ArrayNode list && !name.equals("models") && !name.equals("approvals")) {
            List<JsonNode> items = new ArrayList<>();
            list.forEach(items::add);
            Collections.shuffle(items, random);
            return JSON.createArrayNode().addAll(items);
        }
        return node;
    }

    @Test
    void whatGoesWithoutSayingIsNotInIt() {
        String long1 =
                """
                # a comment
                approvals: []
                roles: {r: {may: submit, agents: "*", models: ["*"], mode: full, members: [], limits: {}}}
                agents:
                """;
        Fleet read = fleet(FleetFile.read(long1.getBytes(StandardCharsets.UTF_8)));
        assertThat(new String(FleetJson.write(read), StandardCharsets.UTF_8))
                .isEqualTo("{\"roles\":{\"r\":{\"may\":[\"submit\"]}}}");
    }

    @Test
    void anotherFileHasAnotherVersion() {
        assertThat(version("roles: {r: {may: submit}}"))
                .isEqualTo(version("roles:\n  r:\n    may:\n    - submit # as ever\n"))
                .isNotEqualTo(version("roles: {r: {may: stop}}"));
    }

    private static FleetVersion version(String yaml) {
        return fleet(FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8))).version();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nul",
                "{\"roles\":{}} x",
                "{\"roles\":null,\"roles\":null}",
                "{\"a\":",
                "{\"roles\":{\"r\":{\"may\":[\"fly\"]}}}",
                "5"
            })
    void whatIsNoFleetIsRefused(String json) {
        assertThat(FleetJson.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FleetReading.Invalid.class);
    }
}
