package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What openclaw.json says, with all that it includes.
 *
 * @param catalog of models
 * @param variables the environment variables that models and tools need
 * @param secretVariables those whose values are secret, channels' and the Gateway's included
 * @param secrets that are written in it
 * @param root all of it, as it is written
 */
public record OpenClawJson(
        ModelCatalog catalog,
        Set<String> variables,
        Set<String> secretVariables,
        Set<String> secrets,
        ObjectNode root) {
    public static final OpenClawJson EMPTY =
            new OpenClawJson(
                    ModelCatalog.EMPTY,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    JsonNodeFactory.instance.objectNode());

    public OpenClawJson {
        variables = Set.copyOf(variables);
        secretVariables = Set.copyOf(secretVariables);
        secrets = Set.copyOf(secrets);
    }

    /** A copy, to be changed. */
    @Override
    public ObjectNode root() {
        return root.deepCopy();
    }

    /**
     * Of a text that includes nothing and knows no environment.
     *
     * @throws IllegalArgumentException with a sentence for people, if it is no JSON5
     */
    public static OpenClawJson parse(String text) {
        return of(Json5.parse(text), Map.of());
    }

    /**
     * @param merged the configuration with all that it includes
     * @throws IllegalArgumentException with a sentence for people, if it is no object
     */
    static OpenClawJson of(JsonNode merged, Map<String, String> environment) {
        if (!(merged instanceof ObjectNode root)) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        ConfigVariables found = ConfigVariables.of(root);
        return new OpenClawJson(
                ModelCatalogReader.read(
                        VariableSubstitution.substitute(
                                root, name -> value(name, root, environment))),
                found.forAgents(),
                found.secretVariables(),
                found.secrets(),
                root);
    }

    /** The environment goes before a value that is written in the configuration. */
    private static @Nullable String value(
            String name, JsonNode root, Map<String, String> environment) {
        String value = environment.get(name);
        return value != null && !value.isEmpty() ? value : writtenValue(name, root);
    }

    private static @Nullable String writtenValue(String name, JsonNode root) {
        JsonNode env = root.path("env");
        JsonNode value = env.path("vars").path(name);
        return value.isTextual() ? value.asText() : env.path(name).textValue();
    }

    /** Whether the value of a variable is written in it. */
    public boolean hasValueOf(String variable) {
        return writtenValue(variable, root) != null;
    }
}
