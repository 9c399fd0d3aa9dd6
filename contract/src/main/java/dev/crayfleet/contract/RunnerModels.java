package dev.crayfleet.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the names of models mean to a runner, so that whoever decides by a model is not misled by
 * another spelling of it.
 *
 * @param names in the order of the alphabet, in lower case. None if they are more than {@value
 *     #MAX_CHARS} characters together: what is not told is not known
 * @param literal whether names that are not listed mean themselves; else nobody knows what they
 *     mean
 */
public record RunnerModels(List<Name> names, boolean literal) {
    /** Of a task that names no model. */
    public static final String DEFAULT = "default";

    /** Of agents to whom the name of a model is no more than a word. */
    public static final RunnerModels LITERAL = new RunnerModels(List.of(), true);

    private static final int MAX_CHARS = 16 * 1024;

    /**
     * @param name an alias, a model's own name, or {@value RunnerModels#DEFAULT}
     * @param model for which it stands, {@code provider/model}
     */
    public record Name(String name, String model) {}

    public RunnerModels {
        List<Name> all = new ArrayList<>();
        int chars = 0;
        for (Name each : names == null ? List.<Name>of() : names) {
            chars += each.name().length() + each.model().length();
            if (chars > MAX_CHARS) {
                all.clear();
                break;
            }
            all.add(new Name(lower(each.name()), lower(each.model())));
        }
        all.sort(Comparator.comparing(Name::name));
        names = List.copyOf(all);
    }

    /** Of names to models; those without a model are left out. */
    public static RunnerModels of(Map<String, String> models) {
        return new RunnerModels(
                models.entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(each -> new Name(each.getKey(), each.getValue()))
                        .toList(),
                false);
    }

    /**
     * Whether two names may mean the same model here: all do that are not known for certain to mean
     * different ones.
     */
    public boolean maySame(String one, String other) {
        Optional<String> first = meaning(lower(one));
        Optional<String> second = meaning(lower(other));
        return first.isEmpty()
                || second.isEmpty()
                || first.equals(second)
                || lower(one).equals(lower(other));
    }

    /** Whether two names are known for certain to mean the same model here. */
    public boolean areSame(String one, String other) {
        Optional<String> first = meaning(lower(one));
        return lower(one).equals(lower(other))
                || first.isPresent() && first.equals(meaning(lower(other)));
    }

    private Optional<String> meaning(String name) {
        boolean isModel = literal;
        for (Name each : names) {
            if (each.name().equals(name)) {
                return Optional.of(each.model());
            }
            isModel |= each.model().equals(name);
        }
        return isModel ? Optional.of(name) : Optional.empty();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
