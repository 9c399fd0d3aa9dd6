package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keys that agents must not see, wherever else they stand: the same key may serve a tool as well.
 *
 * @param variables that have them
 * @param values shorter ones than 16 characters are left out, because they are words: {@code
 *     lmstudio}
 */
record HiddenKeys(Set<String> variables, Set<String> values) {
    private static final String MASK = "***";
    private static final int MIN_CHARS = 16;

    static HiddenKeys of(Set<String> variables, Set<String> values) {
        return new HiddenKeys(
                Set.copyOf(variables),
                values.stream()
                        .filter(each -> each.length() >= MIN_CHARS)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Takes them out of a configuration. */
    void hideIn(ObjectNode root) {
        // Logins and their order: none of them is there.
        root.remove("auth");
        if (root.get("env") instanceof ObjectNode env) {
            env.remove(variables);
            env.remove("shellEnv");
            if (env.get("vars") instanceof ObjectNode vars) {
                vars.remove(variables);
            }
        }
        hide(root);
    }

    private void hide(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : names(object)) {
                JsonNode child = object.get(name);
                if (child.isTextual()) {
                    object.set(name, TextNode.valueOf(hide(child.asText())));
                } else if (isReference(child)) {
                    object.put(name, MASK);
                } else {
                    hide(child);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isTextual()) {
                    array.set(i, TextNode.valueOf(hide(array.get(i).asText())));
                } else {
                    hide(array.get(i));
                }
            }
        }
    }

    /** Of a tool that has the same key as a model. */
    private boolean isReference(JsonNode node) {
        return node.path("source").asText("").equals("env")
                && variables.contains(node.path("id").asText(""));
    }

    private String hide(String text) {
        String hidden = text;
        for (String secret : values) {
            hidden = hidden.replace(secret, MASK);
        }
        if (hidden.startsWith("$") && variables.contains(hidden.substring(1))) {
            return MASK;
        }
        Set<String> named = VariableSubstitution.namesIn(hidden);
        named.retainAll(variables);
        return named.isEmpty()
                ? hidden
                : VariableSubstitution.substitute(
                                TextNode.valueOf(hidden),
                                name -> variables.contains(name) ? MASK : null)
                        .asText();
    }

    /** Removes from an environment what agents must not see, by name and by value. */
    void hideIn(Map<String, String> environment) {
        environment.keySet().removeAll(variables);
        environment.values().removeIf(value -> values.stream().anyMatch(value::contains));
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
