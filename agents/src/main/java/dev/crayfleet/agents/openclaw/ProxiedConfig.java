package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * @param hidden what agents must not see
 */
record ProxiedConfig(
        ObjectNode root, List<ProxyRoute> routes, Map<String, String> refused, HiddenKeys hidden) {
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
                values.note(provider);
                routes.addAll(
                        new ProviderRewriter(name, provider, values)
                                .rewrite(address, token, shown));
            } catch (IllegalArgumentException e) {
                refused.put(name, String.valueOf(e.getMessage()));
                // Without it OpenClaw has neither its address nor its key.
                providers.remove(name);
            }
        }
        Set<String> secrets = new HashSet<>(values.written());
        routes.forEach(route -> secrets.addAll(route.secrets()));
        HiddenKeys hidden = HiddenKeys.of(values.variables(), secrets);
        hidden.hideIn(root);
        return new ProxiedConfig(root, List.copyOf(routes), Map.copyOf(refused), hidden);
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
}
