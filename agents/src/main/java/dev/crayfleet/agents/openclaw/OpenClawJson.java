package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.cost.Prices;
import dev.crayfleet.agents.openclaw.ModelCatalog.Model;
import dev.crayfleet.contract.Thinking;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What openclaw.json says, with all that it includes.
 *
 * @param catalog what it says about models
 * @param variables the environment variables that models and tools need
 * @param secretVariables those whose values are secret, channels' and the Gateway's included
 * @param secrets what stands there itself
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
     * @param whole with all that it includes
     * @throws IllegalArgumentException with a sentence for people, if it is no object
     */
    static OpenClawJson of(JsonNode whole, Map<String, String> environment) {
        if (!(whole instanceof ObjectNode root)) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        ConfigVariables found = ConfigVariables.of(root);
        return new OpenClawJson(
                catalog(ConfigVariables.replaced(root, name -> value(name, root, environment))),
                found.forAgents(),
                found.secret(),
                found.secrets(),
                root);
    }

    /** The environment goes before what the configuration says itself. */
    private static @Nullable String value(
            String name, JsonNode root, Map<String, String> environment) {
        String value = environment.get(name);
        return value != null && !value.isEmpty() ? value : own(name, root);
    }

    private static @Nullable String own(String name, JsonNode root) {
        JsonNode env = root.path("env");
        JsonNode value = env.path("vars").path(name);
        return value.isTextual() ? value.asText() : env.path(name).textValue();
    }

    /** Whether it says itself what a variable is. */
    public boolean gives(String variable) {
        return own(variable, root) != null;
    }

    private static ModelCatalog catalog(JsonNode root) {
        JsonNode defaults = root.path("agents").path("defaults");
        Map<String, String> aliases = new HashMap<>();
        Set<String> allowed = new LinkedHashSet<>();
        defaults.path("models")
                .properties()
                .forEach(entry -> {
                    allowed.add(entry.getKey());
                    String alias = entry.getValue().path("alias").asText("").strip();
                    if (!alias.isEmpty()) {
                        aliases.put(alias.toLowerCase(Locale.ROOT), entry.getKey());
                    }
                });
        return new ModelCatalog(
                primary(defaults.path("model"), aliases),
                aliases,
                new ArrayList<>(allowed),
                models(root.path("models").path("providers")));
    }

    private static @Nullable String primary(JsonNode model, Map<String, String> aliases) {
        String name = model.isTextual() ? model.asText() : model.path("primary").asText("");
        return name.isBlank() ? null : aliases.getOrDefault(name.toLowerCase(Locale.ROOT), name);
    }

    private static Map<String, Model> models(JsonNode providers) {
        Map<String, Model> models = new HashMap<>();
        providers
                .properties()
                .forEach(provider ->
                        provider.getValue()
                                .path("models")
                                .forEach(model ->
                                        models.put(
                                                provider.getKey() + "/" + model.path("id").asText(),
                                                model(model))));
        return models;
    }

    private static Model model(JsonNode model) {
        JsonNode cost = model.path("cost");
        return new Model(
                levels(model),
                cost.isObject()
                        ? Optional.of(
                                new Prices(
                                        price(cost, "input"),
                                        price(cost, "output"),
                                        price(cost, "cacheRead"),
                                        price(cost, "cacheWrite")))
                        : Optional.empty());
    }

    /** As OpenClaw decides it. */
    private static List<Thinking> levels(JsonNode model) {
        if (!model.path("reasoning").asBoolean(false)) {
            return List.of(Thinking.OFF);
        }
        List<Thinking> levels =
                new ArrayList<>(
                        List.of(
                                Thinking.OFF,
                                Thinking.MINIMAL,
                                Thinking.LOW,
                                Thinking.MEDIUM,
                                Thinking.HIGH));
        for (JsonNode effort : model.path("compat").path("supportedReasoningEfforts")) {
            if (effort.asText().equals(Thinking.XHIGH.word())) {
                levels.add(Thinking.XHIGH);
            }
        }
        return levels;
    }

    private static @Nullable BigDecimal price(JsonNode cost, String of) {
        JsonNode price = cost.path(of);
        // Neither infinity nor what is no number at all.
        return price.isNumber()
                        && Double.isFinite(price.doubleValue())
                        && price.decimalValue().signum() >= 0
                ? price.decimalValue()
                : null;
    }

    /** For reports and messages: names of models there are. */
    List<String> names() {
        return catalog.models().keySet().stream().sorted().toList();
    }
}
