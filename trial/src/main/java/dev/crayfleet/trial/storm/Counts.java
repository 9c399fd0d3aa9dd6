package dev.crayfleet.trial.storm;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts by kind. Not safe for use by many threads.
 *
 * @param <K> the kinds; the report shows each by its {@code toString}, in their order
 */
final class Counts<K extends Enum<K>> {
    private final Map<K, Integer> counts;

    Counts(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
        for (K kind : kinds.getEnumConstants()) {
            counts.put(kind, 0);
        }
    }

    void add(K kind) {
        add(kind, 1);
    }

    void add(K kind, int times) {
        counts.merge(kind, times, Integer::sum);
    }

    int get(K kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** By the names that the report uses, in its order; a copy. */
    Map<String, Integer> byName() {
        Map<String, Integer> byName = new LinkedHashMap<>();
        counts.forEach((kind, count) -> byName.put(kind.toString(), count));
        return byName;
    }
}
