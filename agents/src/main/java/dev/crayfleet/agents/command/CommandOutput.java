package dev.crayfleet.agents.command;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.agents.process.PrintedObjects;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent program printed, read as its settings say.
 *
 * @param text what it said
 * @param error what it said to be wrong; absent where it said nothing of the kind
 */
record CommandOutput(
        String text,
        @Nullable String error,
        @Nullable String model,
        @Nullable Usage usage,
        @Nullable BigDecimal costUsd) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static CommandOutput of(String printed, CommandSettings.Pointers where) {
        if (!where.any()) {
            return new CommandOutput(printed.strip(), null, null, null, null);
        }
        return json(printed, where)
                .map(root -> of(root, printed, where))
                .orElseGet(() ->
                        new CommandOutput(
                                printed.strip(),
                                "It was to print JSON and printed something else.",
                                null,
                                null,
                                null));
    }

    private static CommandOutput of(JsonNode root, String printed, CommandSettings.Pointers where) {
        return new CommandOutput(
                where.text().isEmpty() ? printed.strip() : root.at(where.text()).asText("").strip(),
                error(at(root, where.error())),
                text(at(root, where.model())),
                usage(root, where.tokens()),
                number(at(root, where.cost())));
    }

    /**
     * All of it, or the last object in it that says something, or the last at all: some print an
     * event a line, or log in JSON.
     */
    private static Optional<JsonNode> json(String printed, CommandSettings.Pointers where) {
        Optional<JsonNode> whole = object(printed);
        if (whole.isPresent()) {
            return whole;
        }
        return PrintedObjects.lastFirst(printed)
                .filter(root -> says(root, where.text()) || says(root, where.error()))
                .findFirst()
                .or(() -> PrintedObjects.lastFirst(printed).findFirst());
    }

    private static boolean says(JsonNode root, String pointer) {
        return !at(root, pointer).isMissingNode();
    }

    private static Optional<JsonNode> object(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            return Optional.ofNullable(root).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException no) {
            return Optional.empty();
        }
    }

    private static JsonNode at(JsonNode root, String pointer) {
        return pointer.isEmpty()
                ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                : root.at(JsonPointer.compile(pointer));
    }

    private static @Nullable String error(JsonNode node) {
        if (node.isBoolean()) {
            return node.asBoolean() ? "It said that it failed." : null;
        }
        return text(node);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText().strip() : null;
    }

    private static @Nullable BigDecimal number(JsonNode node) {
        return node.isNumber() && Spend.mayCost(node.decimalValue()) ? node.decimalValue() : null;
    }

    private static @Nullable Usage usage(JsonNode root, CommandSettings.Tokens where) {
        if (at(root, where.input()).isNumber() || at(root, where.output()).isNumber()) {
            return new Usage(
                    count(root, where.input()),
                    count(root, where.output()),
                    count(root, where.cacheRead()),
                    count(root, where.cacheWrite()));
        }
        return null;
    }

    private static long count(JsonNode root, String pointer) {
        return Math.max(0, at(root, pointer).asLong(0));
    }
}
