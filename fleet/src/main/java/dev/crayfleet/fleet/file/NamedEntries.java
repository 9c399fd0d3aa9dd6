package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.file.FleetParser.Written;
import dev.crayfleet.fleet.file.Tree.Field;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what has names that the file gives it: agents and roles. */
final class NamedEntries {
    private NamedEntries() {}

    /** Reads what one is. */
    interface Reader<T> {
        @Nullable T read(String name, Place place);
    }

    /**
     * @param notation of a name
     */
    static <T> Map<String, Written<T>> read(
            Place place, String kind, int max, UnaryOperator<String> notation, Reader<T> reader) {
        if (place.isNothing()) {
            return Map.of();
        }
        List<Field> fields = place.fields("names of %ss, each with what it is,".formatted(kind));
        if (fields == null) {
            return Map.of();
        }
        if (fields.size() > max) {
            place.refuse(
                    "%,d %ss are too many; at most %,d are allowed"
                            .formatted(fields.size(), kind, max));
            return Map.of();
        }
        Map<String, Written<T>> read = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        for (Field each : fields) {
            String name = name(each, place, notation);
            T value = reader.read(name, place.below(each));
            String lower = name.toLowerCase(Locale.ROOT);
            String before = names.putIfAbsent(lower, each.name());
            if (before != null) {
                place.problems().add(each.at(), place.path(), sameName(each.name(), before));
            } else {
                read.put(name, new Written<>(value, place.below(each)));
            }
        }
        return read;
    }

    private static String sameName(String name, String before) {
        return name.equals(before)
                ? Section.givenTwice(name)
                : "%s and %s are one name, in whatever case; keep one"
                        .formatted(Wording.shown(before), Wording.shown(name));
    }

    private static String name(Field field, Place place, UnaryOperator<String> notation) {
        try {
            return notation.apply(field.name());
        } catch (IllegalArgumentException e) {
            place.problems().add(field.at(), place.path(), String.valueOf(e.getMessage()));
            return field.name();
        }
    }
}
