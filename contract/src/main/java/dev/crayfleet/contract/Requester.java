package dev.crayfleet.contract;

import org.jspecify.annotations.Nullable;

/**
 * Who submitted a task. Fair shares and limits go by {@code id}; people see {@code name}.
 *
 * @param id with its origin, {@code discord:1234}, {@code http:anonymous}; at most 128 characters
 * @param name for people; at most 128 characters
 */
public record Requester(String id, String name) {
    private static final int MAX_CHARS = 128;

    /** Of a value before invisible characters are removed from it. */
    private static final int MAX_RAW_CHARS = 1_024;

    public static final Requester UNKNOWN = new Requester("kafka:unknown", "unknown");

    public Requester {
        id = visible(id, "unknown");
        name = visible(name, id);
    }

    /** Safe to be shown within a line; the fallback where nothing of it is visible. */
    private static String visible(@Nullable String raw, String fallback) {
        if (raw == null) {
            return fallback;
        }
        String line = Texts.oneLine(Limits.cut(raw.strip(), MAX_RAW_CHARS)).strip();
        return Texts.isInvisible(line) ? fallback : Limits.cut(line, MAX_CHARS);
    }
}
