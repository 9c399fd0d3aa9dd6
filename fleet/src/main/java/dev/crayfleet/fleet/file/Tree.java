package dev.crayfleet.fleet.file;

import java.util.List;

/** A file as it was written, before anything is known of its meaning. */
public sealed interface Tree {
    At at();

    /**
     * Where something is written.
     *
     * @param line from 1; 0 where it is not known
     * @param column from 1; 0 where it is not known
     */
    record At(int line, int column) {
        public static final At UNKNOWN = new At(0, 0);
    }

    /** What a single value is, in YAML 1.2 and in JSON. */
    enum Kind {
        TEXT,
        NUMBER,
        TRUTH,
        NOTHING
    }

    /**
     * A single value.
     *
     * @param text as written, without quotes
     */
    record Value(At at, String text, Kind kind) implements Tree {}

    /** A list. */
    record Items(At at, List<Tree> items) implements Tree {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Names with their values, in the order of the file; a name may occur twice. */
    record Fields(At at, List<Field> fields) implements Tree {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A name with its value.
     *
     * @param at where the name is
     */
    record Field(At at, String name, Tree value) {}
}
