package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses fields that nobody knows in what people write: a misspelt {@code timeout} would be
 * ignored silently. Messages between our own stages are not checked so, because a newer stage may
 * write to an older one.
 */
public final class KnownFields {
    /** Of a name that is compared; no field of ours is as long. */
    private static final int MAX_COMPARED_CHARS = 30;

    /** A name that is begun with so many letters may be meant. */
    private static final int MIN_PREFIX_CHARS = 3;

    private static final int SHOWN_CHARS = 60;

    private KnownFields() {}

    /** The fields of a record in JSON, those of unwrapped components among them. */
    static List<String> of(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                names.addAll(of(component.getType()));
            } else {
                names.add(component.getName());
            }
        }
        return List.copyOf(names);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, naming the first field that is
     *     not known, and the one that may be meant
     */
    static void check(ObjectNode object, Collection<String> known) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown field \"%s\"; %s"
                                .formatted(
                                        InlineTags.shown(Limits.cut(name, SHOWN_CHARS)),
                                        nearest(name, known)
                                                .map("did you mean \"%s\"?"::formatted)
                                                .orElseGet(() ->
                                                        "known are: " + String.join(", ", known))));
            }
        }
    }

    /** The name that somebody may have meant; empty where none is near. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > MAX_COMPARED_CHARS) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        String best = null;
        int bestDistance = 1 + Math.max(1, lower.length() / 3);
        for (String each : known) {
            String other = each.toLowerCase(Locale.ROOT);
            boolean isBegun = lower.length() >= MIN_PREFIX_CHARS && other.startsWith(lower);
            int distance = isBegun ? 1 : distance(lower, other);
            if (distance < bestDistance) {
                best = each;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many letters have to be changed, left out, put in, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] costs = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    costs[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int cost = costs[i - 1][j - 1] + (same ? 0 : 1);
                cost = Math.min(cost, 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, 1 + costs[i - 2][j - 2]);
                }
                costs[i][j] = cost;
            }
        }
        return costs[a.length()][b.length()];
    }
}
