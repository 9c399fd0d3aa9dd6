package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.cost.Prices;
import dev.crayfleet.contract.Thinking;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What openclaw.json says about models.
 *
 * @param primary what runs where nothing is asked, {@code provider/model}; absent leaves it to
 *     OpenClaw
 * @param aliases to {@code provider/model}, in lower case
 * @param allowed the list of what may be asked for; empty where anything may
 * @param models what is known of some, by {@code provider/model}
 */
public record ModelCatalog(
        @Nullable String primary,
        Map<String, String> aliases,
        List<String> allowed,
        Map<String, Model> models) {
    public static final ModelCatalog EMPTY = new ModelCatalog(null, Map.of(), List.of(), Map.of());

    public ModelCatalog {
        aliases = Map.copyOf(aliases);
        allowed = List.copyOf(allowed);
        models = Map.copyOf(models);
    }

    /**
     * @param levels how hard it can think, in rising order; only off, where it cannot
     */
    public record Model(List<Thinking> levels, Optional<Prices> prices) {
        public Model {
            levels = List.copyOf(levels);
        }

        boolean reasoning() {
            return levels.size() > 1;
        }
    }

    /** What a task's wish for a model comes to. */
    public sealed interface Choice {
        /**
         * @param ref {@code provider/model}
         */
        record Chosen(String ref) implements Choice {}

        /**
         * @param reason a sentence for people, with what there is
         */
        record Unknown(String reason) implements Choice {}
    }

    /**
     * @param wish an alias or {@code provider/model}
     */
    public Choice choose(String wish) {
        String byAlias = aliases.get(wish.toLowerCase(Locale.ROOT));
        if (byAlias != null) {
            return new Choice.Chosen(byAlias);
        }
        boolean anything = allowed.isEmpty() && (wish.contains("/") || nothingKnown());
        if (anything
                || wish.equals(primary)
                || allowed.stream().anyMatch(each -> allows(each, wish))) {
            return new Choice.Chosen(wish);
        }
        return new Choice.Unknown(
                "Model \"%s\" is not known here. There are: %s.".formatted(wish, known()));
    }

    /** {@code 2 models with the aliases cheap, primary}. */
    public String inWords() {
        return "%d models with %s"
                .formatted(
                        models.size(),
                        aliases.isEmpty()
                                ? "no aliases"
                                : "the aliases "
                                        + String.join(", ", new TreeSet<>(aliases.keySet())));
    }

    /** Of all models that have any. */
    public List<Prices> prices() {
        return models.values().stream().flatMap(model -> model.prices().stream()).toList();
    }

    public Optional<Model> model(String ref) {
        return Optional.ofNullable(models.get(ref));
    }

    private boolean nothingKnown() {
        return aliases.isEmpty() && models.isEmpty();
    }

    private static boolean allows(String entry, String ref) {
        return entry.endsWith("/*")
                ? ref.startsWith(entry.substring(0, entry.length() - 1))
                : entry.equals(ref);
    }

    private String known() {
        TreeSet<String> names = new TreeSet<>();
        aliases.forEach((alias, ref) -> names.add(alias + " (" + ref + ")"));
        (allowed.isEmpty() ? models.keySet().stream() : allowed.stream())
                .filter(ref -> !aliases.containsValue(ref))
                .forEach(names::add);
        return String.join(", ", names);
    }
}
