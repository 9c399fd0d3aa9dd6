package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.cost.Prices;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.Thinking;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What openclaw.json says about models.
 *
 * @param primary what runs where a task requests nothing, {@code provider/model}; absent leaves it
 *     to OpenClaw
 * @param aliases to {@code provider/model}, in lower case
 * @param allowed what may be requested; empty where anything may
 * @param models what is known of some, by {@code provider/model}
 * @param hasOtherDefaults whether agents of the file have models of their own, which may run in
 *     place of the primary one
 */
public record ModelCatalog(
        @Nullable String primary,
        Map<String, String> aliases,
        List<String> allowed,
        Map<String, Model> models,
        boolean hasOtherDefaults) {
    public static final ModelCatalog EMPTY =
            new ModelCatalog(null, Map.of(), List.of(), Map.of(), false);

    public ModelCatalog {
        aliases = Map.copyOf(aliases);
        allowed = List.copyOf(allowed);
        models = Map.copyOf(models);
    }

    /**
     * @param levels of thinking, in rising order; only off, where it cannot think
     */
    public record Model(List<Thinking> levels, Optional<Prices> prices) {
        public Model {
            levels = List.copyOf(levels);
        }

        boolean canReason() {
            return levels.size() > 1;
        }
    }

    /** What a task's request for a model leads to. */
    public sealed interface Choice {
        /**
         * @param model {@code provider/model}
         */
        record Chosen(String model) implements Choice {}

        /**
         * @param reason a sentence for people that names the known models
         */
        record Unknown(String reason) implements Choice {}
    }

    /**
     * @param requested an alias or {@code provider/model}
     */
    public Choice choose(String requested) {
        String byAlias = aliases.get(requested.toLowerCase(Locale.ROOT));
        if (byAlias != null) {
            return new Choice.Chosen(byAlias);
        }
        boolean isUnlimited = allowed.isEmpty() && (requested.contains("/") || isEmpty());
        if (isUnlimited
                || requested.equals(primary)
                || allowed.stream().anyMatch(each -> allows(each, requested))) {
            return new Choice.Chosen(requested);
        }
        return new Choice.Unknown(
                "Model \"%s\" is not known here. There are: %s."
                        .formatted(requested, describeKnown()));
    }

    /** {@code 2 models with the aliases cheap, primary}. */
    public String describe() {
        return "%d models with %s"
                .formatted(
                        models.size(),
                        aliases.isEmpty()
                                ? "no aliases"
                                : "the aliases "
                                        + String.join(", ", new TreeSet<>(aliases.keySet())));
    }

    /**
     * What names mean; a model that is not listed may be any, because OpenClaw knows more names.
     */
    RunnerModels names() {
        Map<String, String> names = new HashMap<>();
        Stream.concat(allowed.stream(), models.keySet().stream())
                .filter(name -> !name.endsWith("/*"))
                .forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
        // Aliases win, whatever the letter case of a model of that name.
        aliases.forEach((alias, model) -> names.put(alias.toLowerCase(Locale.ROOT), model));
        // An alias of that name would be another meaning of it.
        boolean isClear = names.put(RunnerModels.DEFAULT, "") == null;
        if (isClear && !hasOtherDefaults && primary != null && names.containsValue(primary)) {
            names.put(RunnerModels.DEFAULT, primary);
        }
        return RunnerModels.of(names);
    }

    /** Of all models that have any. */
    public List<Prices> prices() {
        return models.values().stream().flatMap(model -> model.prices().stream()).toList();
    }

    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    private boolean isEmpty() {
        return aliases.isEmpty() && models.isEmpty();
    }

    private static boolean allows(String entry, String name) {
        return entry.endsWith("/*")
                ? name.startsWith(entry.substring(0, entry.length() - 1))
                : entry.equals(name);
    }

    private String describeKnown() {
        TreeSet<String> names = new TreeSet<>();
        aliases.forEach((alias, name) -> names.add(alias + " (" + name + ")"));
        (allowed.isEmpty() ? models.keySet().stream() : allowed.stream())
                .filter(name -> !aliases.containsValue(name))
                .forEach(names::add);
        return String.join(", ", names);
    }
}
