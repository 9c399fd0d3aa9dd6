package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that a configuration refers to, as OpenClaw reads them: <code>${NAME}
 * </code> anywhere in a text, <code>$${NAME}</code> is none; where a text is nothing else, also
 * {@code $NAME}; and <code>{source: "env", id: "NAME"}</code>. And the secrets that stand in it.
 */
final class ConfigVariables {
    /**
     * What models and tools are configured by. Whatever else there is, channels, hooks, the
     * Gateway, is not for an agent that a runner starts, and neither are its secrets.
     */
    private static final Set<String> FOR_AGENTS =
            Set.of(
                    "acp",
                    "agents",
                    "attachments",
                    "auth",
                    "browser",
                    "commands",
                    "desktop",
                    "env",
                    "mcp",
                    "memory",
                    "models",
                    "nodeHost",
                    "plugins",
                    "proxy",
                    "secrets",
                    "skills",
                    "tools",
                    "tts");

    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(token|secret|password|passwd|passphrase|api[_-]?key|[_-]key|privatekey|authorization|credentials?)$");

    /** As a header has it: the word before a key is none. */
    private static final Pattern SCHEME = Pattern.compile("(?i)^\\s*+(?:bearer|basic|token)\\s++");

    private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]*+");
    private static final Pattern ID = Pattern.compile("[A-Z][A-Z0-9_]{0,127}+");

    private final Set<String> forAgents = new HashSet<>();
    private final Set<String> secret = new HashSet<>();
    private final Set<String> secrets = new HashSet<>();

    /** Programs that give secrets to models and tools. */
    private final Set<String> providers = new HashSet<>();

    /** What variables are. */
    interface Values {
        /** Null where there is no such variable. */
        @Nullable String of(String name);
    }

    private ConfigVariables() {}

    /**
     * @param root with all that it includes
     */
    static ConfigVariables of(JsonNode root) {
        ConfigVariables found = new ConfigVariables();
        root.properties()
                .forEach(entry ->
                        found.look(
                                entry.getKey(),
                                entry.getValue(),
                                FOR_AGENTS.contains(entry.getKey()),
                                false));
        // It may say itself, under env, what they are.
        values(root, found.secret::contains, found.secrets);
        String usual = root.at("/secrets/defaults/exec").asText("default");
        JsonNode programs = root.at("/secrets/providers");
        for (String each : found.providers) {
            programs.path(each.isEmpty() ? usual : each)
                    .path("passEnv")
                    .forEach(name -> found.forAgents.add(name.asText()));
        }
        return found;
    }

    /** Those that models and tools need. */
    Set<String> forAgents() {
        return forAgents;
    }

    /** Those whose values are secret, whoever needs them. */
    Set<String> secret() {
        return secret;
    }

    /** Secrets that are written out. */
    Set<String> secrets() {
        return secrets;
    }

    /**
     * @param secretly whether all that stands here by variables is secret
     */
    private void look(String key, JsonNode node, boolean agents, boolean secretly) {
        if (node.isTextual()) {
            text(key, node.asText(), agents, secretly);
        } else if (node.isArray()) {
            node.forEach(each -> look(key, each, agents, secretly));
        } else if (node.isObject()) {
            reference(node, agents);
            boolean headers = secretly || key.toLowerCase(Locale.ROOT).equals("headers");
            node.properties()
                    .forEach(entry -> look(entry.getKey(), entry.getValue(), agents, headers));
        }
    }

    private void text(String key, String text, boolean agents, boolean secretly) {
        boolean secretKey = SECRET.matcher(key).find();
        String stripped = text.strip();
        Set<String> names = new HashSet<>();
        replaced(
                text,
                name -> {
                    names.add(name);
                    return name;
                });
        if (stripped.startsWith("$")
                && ID.matcher(stripped).region(1, stripped.length()).matches()) {
            String name = stripped.substring(1);
            names.add(name);
            secret.add(name);
        }
        if (secretKey || secretly) {
            secret.addAll(names);
        }
        if (agents) {
            forAgents.addAll(names);
        }
        if (secretKey && names.isEmpty()) {
            add(text, secrets);
        }
    }

    private void reference(JsonNode node, boolean agents) {
        String id = node.path("id").asText("");
        switch (node.path("source").asText("")) {
            case "env" -> {
                if (ID.matcher(id).matches()) {
                    secret.add(id);
                    if (agents) {
                        forAgents.add(id);
                    }
                }
            }
            case "exec" -> {
                if (agents && !id.isEmpty()) {
                    providers.add(node.path("provider").asText(""));
                }
            }
            default -> {
                // Anything else that happens to have a source.
            }
        }
    }

    /** The texts under such keys, if they are written out. */
    private static void values(JsonNode node, Predicate<String> keys, Set<String> found) {
        node.properties()
                .forEach(entry -> {
                    if (entry.getValue().isTextual() && keys.test(entry.getKey())) {
                        add(entry.getValue().asText(), found);
                    }
                });
        node.forEach(child -> values(child, keys, found));
    }

    /** Whole, as it may be printed, and the key alone. */
    private static void add(String value, Set<String> found) {
        boolean[] refers = {false};
        replaced(
                value,
                name -> {
                    refers[0] = true;
                    return name;
                });
        if (!refers[0]) {
            found.add(value);
            found.add(SCHEME.matcher(value).replaceFirst(""));
        }
    }

    /**
     * The same with the values of variables in their places, as OpenClaw sees it. One that has no
     * value stays as it is written.
     */
    static JsonNode replaced(JsonNode node, Values values) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(replaced(node.asText(), values));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> replaced.add(replaced(each, values)));
            return replaced;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode replaced = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(entry ->
                            replaced.set(entry.getKey(), replaced(entry.getValue(), values)));
            return replaced;
        }
        return node;
    }

    private static String replaced(String text, Values values) {
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        int end = -1;
        for (int found = text.indexOf('$'); found >= 0; found = text.indexOf('$', at)) {
            replaced.append(text, at, found);
            boolean escaped = text.startsWith("$${", found);
            int open = found + (escaped ? 3 : 2);
            at = found + 1;
            if (escaped || text.startsWith("${", found)) {
                // Looked for once, however many begin before it.
                end = end < open ? text.indexOf('}', open) : end;
                if (end < 0) {
                    replaced.append(text, found, text.length());
                    return replaced.toString();
                }
                if (NAME.matcher(text).region(open, end).matches()) {
                    String name = text.substring(open, end);
                    String value = escaped ? null : values.of(name);
                    replaced.append(value == null || value.isEmpty() ? "${" + name + "}" : value);
                    at = end + 1;
                    continue;
                }
            }
            replaced.append('$');
        }
        return replaced.append(text, at, text.length()).toString();
    }
}
