package dev.crayfleet.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One input that has done harm or could, and the right answer to it. What fields an input and an
 * answer have is up to the tests of its kind.
 *
 * @param kind the file that it is from, {@code text} for {@code corpus/text.json}
 * @param name unique in its kind
 * @param why what it does to a program that does not expect it
 * @param input what is sent
 * @param answer the expected outcome
 */
public record HostileInput(String kind, String name, String why, JsonNode input, JsonNode answer) {

    /**
     * A field of the input as bytes, written in the notation of {@link Content}.
     *
     * @return empty where there is no such field, or it is null
     * @throws IllegalArgumentException if it is malformed
     */
    public Optional<byte[]> bytes(String field) {
        JsonNode node = input.path(field);
        return node.isMissingNode() || node.isNull()
                ? Optional.empty()
                : Optional.of(Content.bytes(node));
    }

    /** A field of the input as text; see {@link #bytes}. A lone surrogate becomes {@code ?}. */
    public Optional<String> text(String field) {
        JsonNode node = input.path(field);
        return node.isTextual()
                ? Optional.of(node.textValue())
                : bytes(field).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** A field of the answer as text, in the same notation; empty where there is none. */
    public Optional<String> answer(String field) {
        JsonNode node = answer.path(field);
        if (node instanceof MissingNode || node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(
                node.isTextual()
                        ? node.textValue()
                        : new String(Content.bytes(node), StandardCharsets.UTF_8));
    }

    /** For the names of tests. */
    @Override
    public String toString() {
        return kind + ": " + name;
    }
}
