package dev.crayfleet.kafka.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a token for HTTP.
 *
 * @param name 1 to 64 letters, digits, '.', '_' and '-'
 * @param hash as {@link BearerToken#hash} makes it
 * @param roles names of roles of the fleet file, at most {@value #MAX_ROLES}, each once
 * @param expiresAt null for never
 */
public record TokenRecord(
        String name,
        String hash,
        List<String> roles,
        Instant createdAt,
        @Nullable Instant expiresAt) {
    static final int MAX_ROLES = 16;
    static final String KEY_PREFIX = "token:";

    private static final int VERSION = 1;
    private static final int MAX_BYTES = 8_192;
    private static final int MAX_SHOWN_CHARS = 40;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @throws IllegalArgumentException with a sentence for people, if one of them is not possible
     */
    public TokenRecord {
        requireName("the name of a token", name);
        roles = List.copyOf(roles);
        roles.forEach(each -> requireName("the name of a role", each));
        if (roles.size() > MAX_ROLES || new HashSet<>(roles).size() < roles.size()) {
            throw new IllegalArgumentException(
                    "a token has at most %d roles, each once".formatted(MAX_ROLES));
        }
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("the hash of a token has 64 hexadecimal digits");
        }
        if (expiresAt != null && !expiresAt.isAfter(createdAt)) {
            throw new IllegalArgumentException("a token cannot expire before it is made");
        }
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            String shown = name.substring(0, Math.min(name.length(), MAX_SHOWN_CHARS));
            throw new IllegalArgumentException(
                    "%s has 1 to 64 letters, digits, '.', '_' and '-', the first a letter or a digit, not \"%s\""
                            .formatted(what, Texts.oneLine(shown)));
        }
    }

    /** Its key on the topic. */
    public String key() {
        return KEY_PREFIX + name;
    }

    /** Whether it has expired by then. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** As it is written to the topic. */
    public byte[] json() {
        ObjectNode node =
                JSON.createObjectNode().put("v", VERSION).put("name", name).put("hash", hash);
        node.set("roles", JSON.valueToTree(roles));
        node.put("createdAt", createdAt.toString());
        if (expiresAt != null) {
            node.put("expiresAt", expiresAt.toString());
        }
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token is always JSON", e);
        }
    }

    /**
     * Reads what anybody may have written. Fields that are not known do not count.
     *
     * @throws IllegalArgumentException with the reason, if it is no token
     */
    static TokenRecord parse(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException("it is larger than any token");
        }
        try {
            JsonNode node = JSON.readTree(json);
            if (node.path("v").asInt() != VERSION) {
                throw new IllegalArgumentException("it is of another version");
            }
            return new TokenRecord(
                    node.path("name").asText(),
                    node.path("hash").asText(),
                    node.has("roles")
                            ? JSON.convertValue(
                                    node.get("roles"), new TypeReference<List<String>>() {})
                            : List.of(),
                    Instant.parse(node.path("createdAt").asText()),
                    node.hasNonNull("expiresAt")
                            ? Instant.parse(node.path("expiresAt").asText())
                            : null);
        } catch (IOException | DateTimeException | NullPointerException e) {
            throw new IllegalArgumentException("it is no JSON of a token", e);
        }
    }
}
