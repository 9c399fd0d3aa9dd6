package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.kafka.fleet.TokenRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens for people and programs, without what could be used. */
final class TokenLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenLines() {}

    /** With a heading. */
    static List<String> table(List<TokenRecord> tokens, Instant now) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("NAME", "ROLES", "MADE", "EXPIRES"));
        for (TokenRecord each : tokens) {
            cells.add(
                    List.of(
                            each.name(),
                            each.roles().isEmpty() ? "-" : String.join(", ", each.roles()),
                            ReadableTimes.ago(each.createdAt(), now),
                            expiry(each.expiresAt(), now)));
        }
        return TextTable.lines(cells);
    }

    /** {@code never}, {@code in 3 d}, or {@code expired 2 h ago}. */
    static String expiry(@Nullable Instant at, Instant now) {
        if (at == null) {
            return "never";
        }
        return at.isAfter(now)
                ? "in " + ReadableTimes.duration(Duration.between(now, at))
                : "expired " + ReadableTimes.ago(at, now);
    }

    static ArrayNode json(List<TokenRecord> tokens) {
        ArrayNode array = JSON.createArrayNode();
        tokens.forEach(each -> array.add(json(each)));
        return array;
    }

    static ObjectNode json(TokenRecord token) {
        ObjectNode node = JSON.createObjectNode().put("name", token.name());
        token.roles().forEach(node.putArray("roles")::add);
        node.put("createdAt", token.createdAt().toString());
        if (token.expiresAt() != null) {
            node.put("expiresAt", token.expiresAt().toString());
        }
        return node;
    }
}
