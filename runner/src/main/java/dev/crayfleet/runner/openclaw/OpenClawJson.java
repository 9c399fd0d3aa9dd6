package dev.crayfleet.runner.openclaw;

import static java.util.stream.Collectors.toSet;

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
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads openclaw.json, which people write by hand: comments, trailing commas, single quotes and
 * unquoted names are as welcome as OpenClaw finds them.
 *
 * @param catalog what it says about models
 * @param variables the environment variables it refers to as <code>${NAME}</code>
 * @param secretVariables those of them that stand where keys, tokens and passwords do, whatever
 *     they are called
 * @param secrets what stands there itself
 */
public record OpenClawJson(
        ModelCatalog catalog,
        Set<String> variables,
        Set<String> secretVariables,
        Set<String> secrets) {
    public static final OpenClawJson EMPTY =
            new OpenClawJson(ModelCatalog.EMPTY, Set.of(), Set.of(), Set.of());

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(token|secret|password|passwd|api[_-]?key|[_-]key|privatekey|authorization|credentials?)$");

    /** As a header has it: the word before a key is none. */
    private static final Pattern SCHEME = Pattern.compile("(?i)^\\s*(?:bearer|basic|token)\\s+");

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
        secretVariables = Set.copyOf(secretVariables);
        secrets = Set.copyOf(secrets);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if it is no JSON
     */
    public static OpenClawJson parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            Set<String> held = new LinkedHashSet<>();
            values(root, key -> SECRET.matcher(key).find(), held);
            Set<String> named = held.stream().flatMap(OpenClawJson::variables).collect(toSet());
            // It may say itself, under env, what they are.
            values(root, named::contains, held);
            return new OpenClawJson(
                    catalog(root),
                    variables(text).collect(toSet()),
                    named,
                    held.stream()
                            .filter(value -> variables(value).findAny().isEmpty())
                            .flatMap(OpenClawJson::withoutScheme)
                            .collect(toSet()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "it is no JSON, at line %d: %s"
                            .formatted(e.getLocation().getLineNr(), e.getOriginalMessage()),
                    e);
        }
    }

    private static Stream<String> variables(String text) {
        return VARIABLE.matcher(text).results().map((MatchResult found) -> found.group(1));
    }

    /** The texts under such keys. */
    private static void values(JsonNode node, Predicate<String> keys, Set<String> found) {
        node.properties()
                .forEach(entry -> {
                    if (entry.getValue().isTextual() && keys.test(entry.getKey())) {
                        found.add(entry.getValue().asText());
                    }
                });
        node.forEach(child -> values(child, keys, found));
    }

    /** Whole, as it may be printed, and the key alone. */
    private static Stream<String> withoutScheme(String value) {
        return Stream.of(value, SCHEME.matcher(value).replaceFirst(""));
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
