package dev.crayfleet.contract;

import org.jspecify.annotations.Nullable;

/**
 * Who asks. Fair shares and limits go by {@code id}; people read {@code name}.
 *
 * @param id with where it is from, {@code discord:1234}, {@code http:anonymous}; at most 128
 *     characters
 * @param name as people know them; at most 128 characters
 */
public record Requester(String id, String name) {
    private static final int MAX_CHARS = 128;

    /** Marks that are not shown do not count, within reason. */
    private static final int MOST_READ = 1_024;

    public static final Requester UNKNOWN = new Requester("kafka:unknown", "unknown");

    public Requester {
        id = shown(id, "unknown");
        name = shown(name, id);
    }

    /** People and lists show them in a line with others, which they must not disorder. */
    private static String shown(@Nullable String given, String otherwise) {
        if (given == null) {
            return otherwise;
        }
        String line = Texts.oneLine(Limits.cut(given.strip(), MOST_READ)).strip();
        return Texts.isInvisible(line) ? otherwise : Limits.cut(line, MAX_CHARS);
    }
}
