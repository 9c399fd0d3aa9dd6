package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.file.Tree.Field;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place whose fields have names that are known; the others have been refused. */
final class Section {
    private final Place place;
    private final Map<String, Place> fields = new LinkedHashMap<>();

    private Section(Place place) {
        this.place = place;
    }

    /**
     * Reads the names.
     *
     * @param later names that a later version may know, with what is said of them
     * @return null if nothing with names is there, which has been refused
     */
    static @Nullable Section of(Place place, Collection<String> known, Map<String, String> later) {
        List<Field> fields = place.fields("names with values, as in \"name: value\",");
        if (fields == null) {
            return null;
        }
        Section section = new Section(place);
        for (Field each : fields) {
            if (!known.contains(each.name())) {
                place.problems().add(each.at(), place.path(), refusal(each.name(), known, later));
            } else if (section.fields.putIfAbsent(each.name(), place.below(each)) != null) {
                place.problems().add(each.at(), place.path(), givenTwice(each.name()));
            }
        }
        return section;
    }

    static @Nullable Section of(Place place, Collection<String> known) {
        return of(place, known, Map.of());
    }

    static String givenTwice(String name) {
        return "%s is given twice; keep one".formatted(Wording.shown(name));
    }

    private static String refusal(
            String name, Collection<String> known, Map<String, String> later) {
        String sentence = later.get(name);
        if (sentence != null) {
            return sentence;
        }
        return name.equals("<<")
                ? "the merge key << is not known here; name an anchor's whole value, or write the fields out"
                : Wording.unknown("known key", name, known);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    @Nullable Place get(String name) {
        return fields.get(name);
    }

    /** What a field means; null where it is absent, or means nothing. */
    <T> @Nullable T read(String name, Function<Place, @Nullable T> meaning) {
        Place field = fields.get(name);
        return field == null ? null : meaning.apply(field);
    }

    <T> T read(String name, Function<Place, @Nullable T> meaning, T otherwise) {
        T value = read(name, meaning);
        return value == null ? otherwise : value;
    }

    /** A field that must be there. */
    <T> @Nullable T require(String name, Function<Place, @Nullable T> meaning, String why) {
        if (!has(name)) {
            place.refuse("\"%s\" is missing: %s".formatted(name, why));
        }
        return read(name, meaning);
    }
}
