package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives the values of secrets as openclaw.json writes them: a text, with variables or not, or
 * <code>{source: "env", id: "NAME"}</code>. Remembers the variables, which agents must not see.
 */
final class SecretValues {
    private static final Pattern ID = Pattern.compile("[A-Z][A-Z0-9_]{0,127}+");

    private final JsonNode root;
    private final Map<String, String> environment;
    private final Set<String> variables = new HashSet<>();
    private final Set<String> written = new HashSet<>();

    /**
     * @param root whose {@code env} may have values of variables
     */
    SecretValues(JsonNode root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    /** The variables that were asked for. */
    Set<String> variables() {
        return variables;
    }

    /**
     * Remembers what a provider's secrets are, whether they can be used or not.
     *
     * @param provider of models
     */
    void note(JsonNode provider) {
        noteAll(provider.path("apiKey"));
        noteAll(provider.path("headers"));
        noteAll(provider.path("request"));
        provider.path("models").forEach(model -> noteAll(model.path("headers")));
        JsonNode key = provider.path("apiKey");
        if (key.isTextual() && VariableSubstitution.namesIn(key.asText()).isEmpty()) {
            written.add(key.asText().strip());
        }
    }

    private void noteAll(JsonNode node) {
        String text = node.isTextual() ? node.asText().strip() : "";
        variables.addAll(VariableSubstitution.namesIn(text));
        String name = text.startsWith("$") ? text.substring(1) : text;
        if (ID.matcher(name).matches() && find(name) != null) {
            variables.add(name);
        }
        if (node.path("source").asText("").equals("env")) {
            variables.add(node.path("id").asText(""));
        }
        node.forEach(this::noteAll);
    }

    /** Keys that are written out. */
    Set<String> written() {
        return written;
    }

    /**
     * @param what for people: apiKey
     * @throws IllegalArgumentException with the end of a sentence for people, if it has no value
     *     here
     */
    String value(JsonNode node, String what) {
        if (node.isTextual()) {
            return text(node.asText().strip(), what);
        }
        if (node.path("source").asText("").equals("env")
                && ID.matcher(node.path("id").asText("")).matches()) {
            return variable(node.path("id").asText(), what);
        }
        throw new IllegalArgumentException(
                "has an %s that is neither a text nor a variable of the environment"
                        .formatted(what));
    }

    private String text(String text, String what) {
        if (text.startsWith("$") && ID.matcher(text.substring(1)).matches()) {
            return variable(text.substring(1), what);
        }
        if (ID.matcher(text).matches() && find(text) != null) {
            return variable(text, what);
        }
        Set<String> names = VariableSubstitution.namesIn(text);
        names.forEach(name -> variable(name, what));
        return VariableSubstitution.substitute(TextNode.valueOf(text), this::find).asText();
    }

    private String variable(String name, String what) {
        variables.add(name);
        String value = find(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "has an %s in the variable %s, which the runner's environment does not have"
                            .formatted(what, name));
        }
        return value;
    }

    /** Of a variable; null where it has none. */
    @Nullable String find(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            JsonNode env = root.path("env");
            value = env.path("vars").path(name).asText(env.path(name).asText(""));
        }
        return value.isEmpty() ? null : value;
    }
}
