package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of environment variables into a configuration, as OpenClaw does: <code>${NAME}
 * </code> anywhere in a text is replaced, <code>$${NAME}</code> is not.
 */
final class VariableSubstitution {
    private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]*+");

    private VariableSubstitution() {}

    /** Gives the values of variables. */
    @FunctionalInterface
    interface Values {
        /** Null where there is no such variable. */
        @Nullable String of(String name);
    }

    /**
     * The same with the values of variables in their places. A variable without a value stays as it
     * is written.
     */
    static JsonNode substitute(JsonNode node, Values values) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(substitute(node.asText(), values));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode substituted = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> substituted.add(substitute(each, values)));
            return substituted;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode substituted = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(entry ->
                            substituted.set(entry.getKey(), substitute(entry.getValue(), values)));
            return substituted;
        }
        return node;
    }

    /** The names of the variables that a text refers to. */
    static Set<String> namesIn(String text) {
        Set<String> names = new HashSet<>();
        substitute(
                text,
                name -> {
                    names.add(name);
                    return name;
                });
        return names;
    }

    private static String substitute(String text, Values values) {
        StringBuilder substituted = new StringBuilder();
        int at = 0;
        int end = -1;
        for (int found = text.indexOf('$'); found >= 0; found = text.indexOf('$', at)) {
            substituted.append(text, at, found);
            boolean escaped = text.startsWith("$${", found);
            int open = found + (escaped ? 3 : 2);
            at = found + 1;
            if (escaped || text.startsWith("${", found)) {
                // Searched once for all that open before it, so that the time stays linear.
                end = end < open ? text.indexOf('}', open) : end;
                if (end < 0) {
                    substituted.append(text, found, text.length());
                    return substituted.toString();
                }
                if (NAME.matcher(text).region(open, end).matches()) {
                    String name = text.substring(open, end);
                    String value = escaped ? null : values.of(name);
                    substituted.append(
                            value == null || value.isEmpty() ? "${" + name + "}" : value);
                    at = end + 1;
                    continue;
                }
            }
            substituted.append('$');
        }
        return substituted.append(text, at, text.length()).toString();
    }
}
