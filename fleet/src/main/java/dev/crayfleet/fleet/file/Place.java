package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.file.Tree.Field;
import dev.crayfleet.fleet.file.Tree.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in the file: what is written there, and what it is called in messages. Each method that
 * finds something else than it expects says so to the problems and returns null, or nothing.
 *
 * @param path as in {@link Problem}
 */
record Place(Tree tree, String path, Problems problems) {
    /** Of a list. */
    static final int MAX_ITEMS = 1_000;

    void refuse(String sentence) {
        problems.add(tree.at(), path, sentence);
    }

    boolean isNothing() {
        return tree instanceof Tree.Value value && value.kind() == Kind.NOTHING;
    }

    /** A text; a number is one, because ids are often written without quotes. */
    @Nullable String text() {
        if (tree instanceof Tree.Value value
                && (value.kind() == Kind.TEXT || value.kind() == Kind.NUMBER)) {
            return value.text();
        }
        refuse(isNothing() ? "has no value" : "a text is expected");
        return null;
    }

    /**
     * A text that means something.
     *
     * @param meaning throws IllegalArgumentException with a sentence for people
     */
    <T> @Nullable T parsed(Function<String, T> meaning) {
        String text = text();
        if (text == null) {
            return null;
        }
        try {
            return meaning.apply(text);
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** One of the words that are known. */
    @Nullable String word(String kind, Collection<String> known) {
        return parsed(text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException(Wording.unknown(kind, text, known));
            }
            return text;
        });
    }

    @Nullable Boolean truth() {
        if (tree instanceof Tree.Value value && value.kind() == Kind.TRUTH) {
            return Boolean.valueOf(value.text());
        }
        refuse("true or false is expected");
        return null;
    }

    @Nullable Integer wholeNumber(int min, int max) {
        if (tree instanceof Tree.Value value
                && value.kind() == Kind.NUMBER
                && value.text().matches("\\d{1,9}")) {
            int number = Integer.parseInt(value.text());
            if (number >= min && number <= max) {
                return number;
            }
        }
        refuse("a whole number from %,d to %,d is expected".formatted(min, max));
        return null;
    }

    /** A field that is there, whatever else is wrong; null where it is not. */
    @Nullable Place child(String name) {
        return tree instanceof Tree.Fields fields
                ? fields.fields().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .map(this::below)
                        .orElse(null)
                : null;
    }

    /**
     * The items of a list with their texts, of those that have one, without a word about others.
     */
    List<Place> written() {
        return switch (tree) {
            case Tree.Value value -> List.of(this);
            case Tree.Items list when list.items().size() <= MAX_ITEMS -> items(list);
            case Tree.Items list -> List.of();
            case Tree.Fields fields -> List.of();
        };
    }

    /** The items of a list; a single value is a list of one. */
    List<Place> items() {
        if (tree instanceof Tree.Items list) {
            return items(list);
        }
        if (tree instanceof Tree.Value && !isNothing()) {
            return List.of(this);
        }
        refuse(isNothing() ? "has no value" : "a list is expected");
        return List.of();
    }

    private List<Place> items(Tree.Items list) {
        if (list.items().size() > MAX_ITEMS) {
            refuse(
                    "a list of %,d is too long; at most %,d are allowed"
                            .formatted(list.items().size(), MAX_ITEMS));
            return List.of();
        }
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            places.add(new Place(list.items().get(i), "%s[%d]".formatted(path, i), problems));
        }
        return places;
    }

    /** The meanings of the items that have one. */
    <T> List<T> parsedItems(Function<Place, @Nullable T> meaning) {
        List<T> read = new ArrayList<>();
        for (Place item : items()) {
            T value = meaning.apply(item);
            if (value != null) {
                read.add(value);
            }
        }
        return read;
    }

    /** The same; a list without any is refused. */
    <T> List<T> someItems(Function<Place, @Nullable T> meaning, String ifNone) {
        if (tree instanceof Tree.Items list && list.items().isEmpty()) {
            refuse(ifNone);
        }
        return parsedItems(meaning);
    }

    /** What is below here, if it has names; null if it has none. */
    @Nullable List<Field> fields(String expected) {
        if (tree instanceof Tree.Fields fields) {
            return fields.fields();
        }
        refuse(isNothing() ? "has no value" : expected + " is expected");
        return null;
    }

    Place below(Field field) {
        String name = Wording.cut(field.name());
        return new Place(field.value(), path.isEmpty() ? name : path + "." + name, problems);
    }
}
