package dev.crayfleet.agents.command;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crayfleet.agents.process.PrintedObjects;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent program printed, read as its settings say.
 *
 * @param text its result
 * @param error what it reports to be wrong; absent where it reports none
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

    static CommandOutput of(String printed, CommandSettings.Pointers pointers) {
        if (!pointers.hasAny()) {
            return new CommandOutput(printed.strip(), null, null, null, null);
        }
        return json(printed, pointers)
                .map(root -> of(root, printed, pointers))
                .orElseGet(() ->
                        new CommandOutput(
                                printed.strip(),
                                "It was to print JSON and printed something else.",
                                null,
                                null,
                                null));
    }

    private static CommandOutput of(
            JsonNode root, String printed, CommandSettings.Pointers pointers) {
        return new CommandOutput(
                pointers.text().isEmpty()
                        ? printed.strip()
                        : root.at(pointers.text()).asText("").strip(),
                error(at(root, pointers.error())),
                text(at(root, pointers.model())),
                usage(root, pointers.tokens()),
                number(at(root, pointers.cost())));
    }

    /**
     * All of it, or the last object in it with a text or an error, or the last object: some
     * programs print one event per line, or log in JSON.
     */
    private static Optional<JsonNode> json(String printed, CommandSettings.Pointers pointers) {
        Optional<JsonNode> whole = object(printed);
        if (whole.isPresent()) {
            return whole;
        }
        return PrintedObjects.findFromEnd(printed)
                .filter(root -> has(root, pointers.text()) || has(root, pointers.error()))
                .findFirst()
                .or(() -> PrintedObjects.findFromEnd(printed).findFirst());
    }

    private static boolean has(JsonNode root, String pointer) {
        return !at(root, pointer).isMissingNode();
    }

    private static Optional<JsonNode> object(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            return Optional.ofNullable(root).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static JsonNode at(JsonNode root, String pointer) {
        return pointer.isEmpty()
                ? MissingNode.getInstance()
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

    private static @Nullable Usage usage(JsonNode root, CommandSettings.Tokens pointers) {
        if (at(root, pointers.input()).isNumber() || at(root, pointers.output()).isNumber()) {
            return new Usage(
                    count(root, pointers.input()),
                    count(root, pointers.output()),
                    count(root, pointers.cacheRead()),
                    count(root, pointers.cacheWrite()));
        }
        return null;
    }

    private static long count(JsonNode root, String pointer) {
        return Math.max(0, at(root, pointer).asLong(0));
    }
}
