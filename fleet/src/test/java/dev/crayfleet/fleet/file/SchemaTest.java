package dev.crayfleet.fleet.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.InvalidFiles;
import dev.crayfleet.fleet.RandomFleets;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.yaml.YamlTrees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Editors, which know the schema, and we say the same of a file. */
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(resource("/dev/crayfleet/fleet/fleet.schema.json"));

    private static final List<JsonNode> ODD_VALUES =
            List.of(
                    NullNode.instance,
                    BooleanNode.TRUE,
                    IntNode.valueOf(0),
                    IntNode.valueOf(7),
                    TextNode.valueOf(""),
                    TextNode.valueOf("*"),
                    TextNode.valueOf("x y"),
                    TextNode.valueOf("submit"),
                    TextNode.valueOf("5m"),
                    TextNode.valueOf("full"),
                    JsonNodeFactory.instance.arrayNode(),
                    JsonNodeFactory.instance.arrayNode().add("a"),
                    JsonNodeFactory.instance.objectNode(),
                    JsonNodeFactory.instance.objectNode().put("may", "submit"));

    private static String resource(String name) {
        try (InputStream in = SchemaTest.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Error> errors(JsonNode file) {
        return SCHEMA.validate(file);
    }

    /** As an editor sees a YAML file. */
    private static JsonNode json(Tree tree) {
        return switch (tree) {
            case Tree.Fields(Tree.At at, List<Tree.Field> fields) -> {
                ObjectNode object = JSON.createObjectNode();
                fields.forEach(each -> object.set(each.name(), json(each.value())));
                yield object;
            }
            case Tree.Items(Tree.At at, List<Tree> items) -> {
                ArrayNode list = JSON.createArrayNode();
                items.forEach(each -> list.add(json(each)));
                yield list;
            }
            case Tree.Value(Tree.At at, String text, Tree.Kind kind) ->
                    switch (kind) {
                        case TEXT -> TextNode.valueOf(text);
                        case NUMBER -> number(text);
                        case TRUTH -> BooleanNode.valueOf(Boolean.parseBoolean(text));
                        case NOTHING -> NullNode.instance;
                    };
        };
    }

    private static JsonNode number(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            return TextNode.valueOf(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "everything.yaml",
                "anchors.yaml",
                "agents-only.yaml",
                "json.yaml",
                "empty.yaml"
            })
    void validFilesAreValidForBoth(String name) {
        Tree tree = YamlTrees.of(resource("/valid/" + name));
        assertThat(FleetParser.parse(tree)).isInstanceOf(FleetReading.Valid.class);
        assertThat(errors(json(tree))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.crayfleet.fleet.InvalidFiles#all")
    void whatTheSchemaCanKnowItKnows(InvalidFiles.Case fault) {
        Tree tree = YamlTrees.of(fault.yaml());
        assertThat(FleetParser.parse(tree)).isInstanceOf(FleetReading.Invalid.class);
        assertThat(errors(json(tree)).isEmpty()).isEqualTo(!fault.isStructure());
    }

    @Test
    void whatWeWriteIsValid() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            JsonNode written = JSON.readTree(FleetJson.write(new RandomFleets(seed).governed()));
            assertThat(errors(written)).as("seed %d: %s", seed, written).isEmpty();
        }
    }

    /** What the schema refuses is refused: an editor never shows a fault that is none. */
    @Test
    void noFaultIsOneForTheSchemaOnly() throws IOException {
        int accepted = 0;
        int refused = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            RandomFleets fleets = new RandomFleets(seed);
            JsonNode file = JSON.readTree(FleetJson.write(fleets.governed()));
            change(file, fleets.random());
            if (FleetJson.read(JSON.writeValueAsBytes(file)) instanceof FleetReading.Valid) {
                accepted++;
                assertThat(errors(file)).as("seed %d: %s", seed, file).isEmpty();
            } else {
                refused++;
            }
        }
        assertThat(accepted).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
    }

    /** Replaces, removes or adds one thing somewhere. */
    private static void change(JsonNode file, Random random) {
        List<JsonNode> places = new ArrayList<>();
        collect(file, places);
        JsonNode odd = ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
        JsonNode place = places.get(random.nextInt(places.size()));
        if (place instanceof ArrayNode list) {
            if (list.isEmpty() || random.nextBoolean()) {
                list.add(odd);
            } else {
                list.remove(random.nextInt(list.size()));
            }
        } else if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.add("extra");
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(3) == 0) {
                object.remove(name);
            } else {
                object.set(name, odd);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainerNode()) {
            places.add(node);
            node.forEach(each -> collect(each, places));
        }
    }

    @Test
    void theDocsHaveIt() throws IOException {
        Path docs = Path.of(System.getProperty("crayfleet.root", ".."), "docs");
        assertThat(Files.readString(docs.resolve("fleet.schema.json")))
                .isEqualTo(resource("/dev/crayfleet/fleet/fleet.schema.json"));
    }

    /** Keys, words and numbers that are written in two places. */
    @Test
    void namesAndLimitsAreThoseOfTheParser() throws IOException {
        JsonNode schema = JSON.readTree(resource("/dev/crayfleet/fleet/fleet.schema.json"));
        JsonNode defs = schema.path("$defs");
        assertThat(keys(schema)).isEqualTo(FleetParser.KEYS);
        assertThat(keys(defs.path("agent"))).containsExactlyInAnyOrderElementsOf(AgentParser.KEYS);
        assertThat(keys(defs.path("role"))).isEqualTo(RoleParser.KEYS);
        JsonNode limits = defs.at("/role/properties/limits");
        assertThat(keys(limits)).isEqualTo(RoleParser.LIMITS);
        assertThat(keys(defs.path("approval"))).isEqualTo(ApprovalParser.KEYS);
        assertThat(keys(defs.at("/approval/properties/when"))).isEqualTo(ApprovalParser.CONDITIONS);
        List<String> rights = new ArrayList<>();
        defs.at("/right/enum").forEach(each -> rights.add(each.asText()));
        assertThat(rights.removeLast()).isEqualTo(Right.ALL);
        assertThat(rights).isEqualTo(Right.words());
        assertThat(limits.at("/properties/retries/maximum").asInt()).isEqualTo(Limits.MAX_RETRIES);
        assertThat(defs.at("/size/maximum").asInt()).isEqualTo(Limits.TASK_FILES_BYTES);
        assertThat(schema.at("/properties/roles/maxProperties").asInt())
                .isEqualTo(FleetParser.MAX_ROLES);
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void theExamplesOfTheDocsAreValid() throws IOException {
        Path docs = Path.of(System.getProperty("crayfleet.root", ".."), "docs");
        List<String> examples = new ArrayList<>();
        java.util.regex.Matcher blocks =
                java.util.regex.Pattern.compile("(?ms)^```yaml\\n(.*?)^```$")
                        .matcher(Files.readString(docs.resolve("fleet.md")));
        while (blocks.find()) {
            examples.add(blocks.group(1));
        }
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            Tree tree = YamlTrees.of(example);
            FleetReading reading = FleetParser.parse(tree);
            assertThat(reading).as(example).isInstanceOf(FleetReading.Valid.class);
            assertThat(((FleetReading.Valid) reading).fleet()).isNotEqualTo(Fleet.open());
            assertThat(errors(json(tree))).as(example).isEmpty();
        }
    }
}
