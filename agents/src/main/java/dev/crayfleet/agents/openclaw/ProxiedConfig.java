package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crayfleet.agents.keys.ProxyRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The user's openclaw.json as agents may see it: each provider is at the proxy, its key is a token.
 *
 * @param root the configuration
 * @param refused why providers are not in it, which cannot be reached through the proxy: ends of
 *     sentences for people, by their names
 * @param variables that agents must not see
 * @param secrets that agents must not see
 */
record ProxiedConfig(
        ObjectNode root,
        List<ProxyRoute> routes,
        Map<String, String> refused,
        Set<String> variables,
        Set<String> secrets) {
    private static final String MASK = "***";

    /** Shorter ones occur in ordinary words. */
    private static final int MIN_SECRET_CHARS = 8;

    /**
     * @param environment of the runner
     * @param passed names of variables that agents would have, were they not withheld
     * @param address of a route, by its name
     * @throws IllegalArgumentException with a sentence for people, if something else stands where
     *     an object is to be
     */
    static ProxiedConfig of(
            OpenClawJson json,
            Map<String, String> environment,
            Collection<String> passed,
            UnaryOperator<String> address,
            String token) {
        ObjectNode root = json.root();
        SecretValues values = new SecretValues(json.root(), environment);
        Set<String> shown = new HashSet<>(passed);
        shown.addAll(json.variables());
        List<ProxyRoute> routes = new ArrayList<>();
        Map<String, String> refused = new TreeMap<>();
        ObjectNode providers = providers(root);
        addBuiltIn(providers, values, json, shown);
        for (String name : names(providers)) {
            try {
                if (!(providers.get(name) instanceof ObjectNode provider)) {
                    throw new IllegalArgumentException("is no object");
                }
                routes.addAll(
                        new ProviderRewriter(name, provider, values)
                                .rewrite(address, token, shown));
            } catch (IllegalArgumentException e) {
                refused.put(name, String.valueOf(e.getMessage()));
                // Without it OpenClaw has neither its address nor its key.
                providers.remove(name);
            }
        }
        ProxiedConfig config =
                new ProxiedConfig(
                        root,
                        List.copyOf(routes),
                        Map.copyOf(refused),
                        Set.copyOf(values.variables()),
                        secrets(routes));
        config.hide();
        return config;
    }

    private static ObjectNode providers(ObjectNode root) {
        try {
            return root.withObjectProperty("models").withObjectProperty("providers");
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "openclaw.json has something else than objects at models.providers", e);
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Providers that are known to OpenClaw and only have a key here, in a variable. */
    private static void addBuiltIn(
            ObjectNode providers, SecretValues values, OpenClawJson json, Set<String> shown) {
        for (BuiltInProvider each : BuiltInProvider.values()) {
            String variable = each.variable();
            if (json.hasValueOf(variable)) {
                shown.add(variable);
            }
            if (!providers.has(each.id())
                    && shown.contains(variable)
                    && values.find(variable) != null) {
                providers.putObject(each.id());
            }
        }
    }

    private static Set<String> secrets(List<ProxyRoute> routes) {
        Set<String> secrets = new HashSet<>();
        routes.forEach(route -> secrets.addAll(route.secrets()));
        secrets.removeIf(each -> each.length() < MIN_SECRET_CHARS);
        return Set.copyOf(secrets);
    }

    /** Takes the keys out of everything else, too. */
    private void hide() {
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
        for (String secret : secrets) {
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
        environment.values().removeIf(value -> secrets.stream().anyMatch(value::contains));
    }
}
