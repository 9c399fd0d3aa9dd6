package dev.crayfleet.dispatcher.ledger;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many tasks of a pool may be held at a time, claimed and running together. 0 is no limit.
 *
 * @param perRequester of one requester, at least 0
 * @param perModel of one model that {@code models} does not name, at least 0
 * @param models of these models, in lower case; of names that differ in letter case alone, the
 *     stricter counts. By the name that tasks give, in any letter case: an alias and the model it
 *     stands for count apart, and a task that names none counts as {@value #DEFAULT_MODEL}
 */
public record ShareLimits(int perRequester, int perModel, Map<String, Integer> models) {
    public static final String DEFAULT_MODEL = "default";
    public static final ShareLimits NONE = new ShareLimits(0, 0, Map.of());

    /**
     * @throws IllegalArgumentException if a limit is negative
     */
    public ShareLimits {
        Map<String, Integer> byName = new HashMap<>();
        models.forEach((name, max) ->
                byName.merge(name.toLowerCase(Locale.ROOT), max, ShareLimits::narrower));
        models = Map.copyOf(byName);
        if (perRequester < 0 || perModel < 0 || models.values().stream().anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("limits are at least 0, which is no limit");
        }
    }

    /** Of two limits for one model, because 0 is none. */
    private static int narrower(int one, int other) {
        if (one == 0 || other == 0) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }

    boolean allowsRequester(int held) {
        return perRequester == 0 || held < perRequester;
    }

    boolean allowsModel(String model, int held) {
        int max = models.getOrDefault(model, perModel);
        return max == 0 || held < max;
    }
}
