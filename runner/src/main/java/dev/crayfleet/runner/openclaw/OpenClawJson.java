package dev.crayfleet.runner.openclaw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.runner.cost.Prices;
import dev.crayfleet.runner.openclaw.ModelCatalog.Model;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads openclaw.json, which people write by hand: comments, trailing commas, single quotes and
 * unquoted names are as welcome as OpenClaw finds them.
 *
 * @param catalog what it says about models
 * @param variables the environment variables it refers to as <code>${NAME}</code>
 * @param secrets what stands where keys, tokens and passwords do
 */
public record OpenClawJson(ModelCatalog catalog, Set<String> variables, Set<String> secrets) {
    public static final OpenClawJson EMPTY =
            new OpenClawJson(ModelCatalog.EMPTY, Set.of(), Set.of());

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(token|secret|password|passwd|api_?key|_key|privatekey|authorization|credentials?)$");
    static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    public OpenClawJson {
        variables = Set.copyOf(variables);
        secrets = Set.copyOf(secrets);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is no JSON
     */
    public static OpenClawJson parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            Set<String> variables =
                    VARIABLE.matcher(text)
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .collect(Collectors.toSet());
            return new OpenClawJson(catalog(root), variables, secrets(root));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "it is no JSON, at line %d: %s"
                            .formatted(e.getLocation().getLineNr(), e.getOriginalMessage()),
                    e);
        }
    }

    private static Set<String> secrets(JsonNode root) {
        Set<String> found = new LinkedHashSet<>();
        secrets(root, found);
        return found;
    }

    private static void secrets(JsonNode node, Set<String> found) {
        node.properties()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    if (value.isTextual()
                            && SECRET.matcher(entry.getKey()).find()
                            && !VARIABLE.matcher(value.asText()).find()) {
                        found.add(value.asText());
                    }
                });
        node.forEach(child -> secrets(child, found));
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
        return price.isNumber() && price.decimalValue().signum() >= 0 ? price.decimalValue() : null;
    }

    /** For reports and messages: names of models there are. */
    List<String> names() {
        return catalog.models().keySet().stream().sorted().toList();
    }
}
