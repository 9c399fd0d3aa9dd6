package dev.crayfleet.contract;

/**
 * Who asks. Fair shares and limits go by {@code id}; people read {@code name}.
 *
 * @param id with where it is from, {@code discord:1234}, {@code http:anonymous}; at most 128
 *     characters
 * @param name as people know them; at most 128 characters
 */
public record Requester(String id, String name) {
    public static final Requester UNKNOWN = new Requester("kafka:unknown", "unknown");

    public Requester {
        id = Limits.cut(id == null || id.isBlank() ? "unknown" : id.strip(), 128);
        name = Limits.cut(name == null || name.isBlank() ? id : name.strip(), 128);
    }
}
