package dev.crayfleet.kafka.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fleet file that the fleet was given.
 *
 * @param number of its version, from 1; the highest decides
 * @param sha256 of the file, 64 hexadecimal digits
 * @param file in its canonical form
 * @param order by whom, when and why it was given
 */
public record FleetFileRecord(long number, String sha256, String file, Order order) {
    static final String KEY_PREFIX = "file:";

    private static final int VERSION = 1;

    /** Each character of a file may be escaped. */
    private static final int MAX_BYTES = 2 * Limits.FLEET_BYTES + 16 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @throws IllegalArgumentException with the reason, if one of them is not possible
     */
    public FleetFileRecord {
        if (number < 1) {
            throw new IllegalArgumentException("versions of a fleet file begin with 1");
        }
        if (file.getBytes(StandardCharsets.UTF_8).length > Limits.FLEET_BYTES) {
            throw new IllegalArgumentException(
                    "the fleet file has more than %,d bytes in its canonical form, the most that is allowed"
                            .formatted(Limits.FLEET_BYTES));
        }
    }

    /** Its key on the topic. */
    public String key() {
        return KEY_PREFIX + number;
    }

    /** As it is written to the topic. */
    public byte[] json() {
        Requester by = order.requester();
        try {
            return JSON.writeValueAsBytes(
                    JSON.createObjectNode()
                            .put("v", VERSION)
                            .put("number", number)
                            .put("sha256", sha256)
                            .put("file", file)
                            .put("order", order.id())
                            .put("byId", by.id())
                            .put("by", by.name())
                            .put("reason", order.reason())
                            .put("at", order.requestedAt().toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("such a record is always JSON", e);
        }
    }

    /**
     * Reads what anybody may have written.
     *
     * @throws IllegalArgumentException with the reason, if it is no such record
     */
    static FleetFileRecord parse(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException("it is larger than any fleet file");
        }
        try {
            JsonNode node = JSON.readTree(json);
            if (node.path("v").asInt() != VERSION) {
                throw new IllegalArgumentException("it is of another version");
            }
            return new FleetFileRecord(
                    node.path("number").asLong(),
                    node.path("sha256").asText(),
                    node.path("file").asText(),
                    new Order(
                            node.path("order").asText(),
                            new Requester(node.path("byId").asText(), node.path("by").asText()),
                            textOrNull(node.path("reason")),
                            Instant.parse(node.path("at").asText())));
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("it is no JSON of a fleet file", e);
        }
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
