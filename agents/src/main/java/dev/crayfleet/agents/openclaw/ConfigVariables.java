package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Collects the environment variables that a configuration refers to, as OpenClaw reads them: <code>
 * ${NAME}</code> anywhere in a text; {@code $NAME} where a text is nothing else; and <code>
 * {source: "env", id: "NAME"}</code>. And the secrets that are written in it.
 */
final class ConfigVariables {
    /**
     * The parts that configure models and tools. What the others configure, channels, hooks, the
     * Gateway, is not for an agent that a runner starts, and neither are its secrets.
     */
    private static final Set<String> AGENT_SECTIONS =
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

    private static final Pattern SECRET_KEY =
            Pattern.compile(
                    "(?i)(token|secret|password|passwd|passphrase|api[_-]?key|[_-]key|privatekey|authorization|credentials?)$");

    /** The word before a key in a header. */
    private static final Pattern AUTH_SCHEME =
            Pattern.compile("(?i)^\\s*+(?:bearer|basic|token)\\s++");

    private static final Pattern ID = Pattern.compile("[A-Z][A-Z0-9_]{0,127}+");

    private final Set<String> forAgents = new HashSet<>();
    private final Set<String> secretVariables = new HashSet<>();
    private final Set<String> secrets = new HashSet<>();

    /** The names of programs that give secrets to models and tools; empty for the default one. */
    private final Set<String> secretProviders = new HashSet<>();

    private ConfigVariables() {}

    /**
     * @param root with all that it includes
     */
    static ConfigVariables of(JsonNode root) {
        ConfigVariables found = new ConfigVariables();
        root.properties()
                .forEach(entry ->
                        found.collect(
                                entry.getKey(),
                                entry.getValue(),
                                AGENT_SECTIONS.contains(entry.getKey()),
                                false));
        // Their values may be written under env.
        collectTexts(root, found.secretVariables::contains, found.secrets);
        String defaultProvider = root.at("/secrets/defaults/exec").asText("default");
        JsonNode programs = root.at("/secrets/providers");
        for (String each : found.secretProviders) {
            programs.path(each.isEmpty() ? defaultProvider : each)
                    .path("passEnv")
                    .forEach(name -> found.forAgents.add(name.asText()));
        }
        return found;
    }

    /** Whether what stands under such a key, or in such a header, is secret. */
    static boolean isSecretKey(String key) {
        return SECRET_KEY.matcher(key).find();
    }

    /** Those that models and tools need. */
    Set<String> forAgents() {
        return forAgents;
    }

    /** Those whose values are secret, whoever needs them. */
    Set<String> secretVariables() {
        return secretVariables;
    }

    /** Secrets that are written out. */
    Set<String> secrets() {
        return secrets;
    }

    /**
     * @param forAgent whether the section is for models and tools
     * @param inHeaders whether all variables here have secret values
     */
    private void collect(String key, JsonNode node, boolean forAgent, boolean inHeaders) {
        if (node.isTextual()) {
            collectText(key, node.asText(), forAgent, inHeaders);
        } else if (node.isArray()) {
            node.forEach(each -> collect(key, each, forAgent, inHeaders));
        } else if (node.isObject()) {
            collectReference(node, forAgent);
            boolean isHeaders = inHeaders || key.toLowerCase(Locale.ROOT).equals("headers");
            node.properties()
                    .forEach(entry ->
                            collect(entry.getKey(), entry.getValue(), forAgent, isHeaders));
        }
    }

    private void collectText(String key, String text, boolean forAgent, boolean inHeaders) {
        boolean isSecretKey = isSecretKey(key);
        String stripped = text.strip();
        Set<String> names = VariableSubstitution.namesIn(text);
        if (stripped.startsWith("$")
                && ID.matcher(stripped).region(1, stripped.length()).matches()) {
            String name = stripped.substring(1);
            names.add(name);
            secretVariables.add(name);
        }
        if (isSecretKey || inHeaders) {
            secretVariables.addAll(names);
        }
        if (forAgent) {
            forAgents.addAll(names);
        }
        if (isSecretKey && names.isEmpty()) {
            addSecret(text, secrets);
        }
    }

    private void collectReference(JsonNode node, boolean forAgent) {
        String id = node.path("id").asText("");
        switch (node.path("source").asText("")) {
            case "env" -> {
                if (ID.matcher(id).matches()) {
                    secretVariables.add(id);
                    if (forAgent) {
                        forAgents.add(id);
                    }
                }
            }
            case "exec" -> {
                if (forAgent && !id.isEmpty()) {
                    secretProviders.add(node.path("provider").asText(""));
                }
            }
            default -> {
                // Something else that has a source.
            }
        }
    }

    /** Adds the texts under such keys, unless they refer to variables. */
    private static void collectTexts(JsonNode node, Predicate<String> keys, Set<String> found) {
        node.properties()
                .forEach(entry -> {
                    if (entry.getValue().isTextual() && keys.test(entry.getKey())) {
                        addSecret(entry.getValue().asText(), found);
                    }
                });
        node.forEach(child -> collectTexts(child, keys, found));
    }

    /** Adds the whole value, as it may be printed, and the key in it alone. */
    private static void addSecret(String value, Set<String> found) {
        if (VariableSubstitution.namesIn(value).isEmpty()) {
            found.add(value);
            found.add(AUTH_SCHEME.matcher(value).replaceFirst(""));
        }
    }
}
