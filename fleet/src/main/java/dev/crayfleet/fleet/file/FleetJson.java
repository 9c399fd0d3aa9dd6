package dev.crayfleet.fleet.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.Tree.At;
import dev.crayfleet.fleet.file.Tree.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A fleet in its canonical form: JSON that the fleet file might be, in one order, without what goes
 * without saying. Two files that mean the same have the same bytes.
 */
public final class FleetJson {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private FleetJson() {}

    /** All but the version. */
    public static byte[] write(Fleet fleet) {
        try {
            return JSON.writeValueAsBytes(CanonicalForm.of(fleet));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} has written, with version 0 and the hash; needs no YAML. */
    public static FleetReading read(byte[] bytes) {
        try {
            return FleetParser.parse(tree(JSON.readTree(bytes)));
        } catch (IOException e) {
            return FleetReading.Invalid.of(
                    new Problem(At.UNKNOWN, "", "this is no JSON, or has a name twice"));
        }
    }

    /** Of the canonical form, 64 hexadecimal digits. */
    public static String sha256(Fleet fleet) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(write(fleet)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Tree tree(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<Tree.Field> fields = new ArrayList<>();
            for (Map.Entry<String, JsonNode> each : object.properties()) {
                fields.add(new Tree.Field(At.UNKNOWN, each.getKey(), tree(each.getValue())));
            }
            return new Tree.Fields(At.UNKNOWN, fields);
        }
        if (node instanceof ArrayNode list) {
            List<Tree> items = new ArrayList<>();
            list.forEach(each -> items.add(tree(each)));
            return new Tree.Items(At.UNKNOWN, items);
        }
        Kind kind =
                switch (node.getNodeType()) {
                    case NUMBER -> Kind.NUMBER;
                    case BOOLEAN -> Kind.TRUTH;
                    case NULL, MISSING -> Kind.NOTHING;
                    default -> Kind.TEXT;
                };
        return new Tree.Value(At.UNKNOWN, node.asText(), kind);
    }
}
