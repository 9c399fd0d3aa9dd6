package dev.crayfleet.fleet;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Some names, or all there are, {@code *} in the file.
 *
 * @param isAll whether every name is meant; then there are none
 * @param names without doubles, in the order of the file, where the first is what is taken if
 *     nothing is asked for
 */
public record Selection(boolean isAll, List<String> names) {
    /** All names, in the file. */
    public static final String WILDCARD = "*";

    public static final Selection ALL = new Selection(true, List.of());
    public static final Selection NONE = new Selection(false, List.of());

    public Selection {
        names = isAll ? List.of() : List.copyOf(new LinkedHashSet<>(names));
    }

    public static Selection of(List<String> names) {
        return names.contains(WILDCARD) ? ALL : new Selection(false, names);
    }

    public boolean isNothing() {
        return !isAll && names.isEmpty();
    }

    public boolean includes(String name) {
        return isAll || names.contains(name);
    }

    /** Names of models are the same in another letter case, because runners take them so. */
    public boolean includesModel(String name) {
        return isAll || names.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** What is in one of the two. */
    public Selection union(Selection other) {
        if (isAll || other.isAll) {
            return ALL;
        }
        LinkedHashSet<String> both = new LinkedHashSet<>(names);
        both.addAll(other.names);
        return new Selection(false, List.copyOf(both));
    }

    /** The same names in their order, for where the order of the file says nothing. */
    Selection sorted() {
        return isAll ? this : new Selection(false, names.stream().sorted().toList());
    }

    public Optional<String> first() {
        return names.stream().findFirst();
    }

    /** As the file has it. */
    public List<String> words() {
        return isAll ? List.of(WILDCARD) : names;
    }
}
