package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what openclaw.json says about models. */
final class ModelCatalogReader {
    private ModelCatalogReader() {}

    /**
     * @param root with all that it includes, and with the values of variables
     */
    static ModelCatalog read(JsonNode root) {
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
                models(root.path("models").path("providers")),
                Stream.of("entries", "list")
                        .flatMap(name -> root.path("agents").path(name).valueStream())
                        .anyMatch(agent -> agent.has("model")));
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

    /** The thinking levels that OpenClaw allows for a model. */
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

    /** Absent where it is no number, infinite or negative. */
    private static @Nullable BigDecimal price(JsonNode cost, String tokens) {
        JsonNode price = cost.path(tokens);
        return price.isNumber()
                        && Double.isFinite(price.doubleValue())
                        && price.decimalValue().signum() >= 0
                ? price.decimalValue()
                : null;
    }
}
