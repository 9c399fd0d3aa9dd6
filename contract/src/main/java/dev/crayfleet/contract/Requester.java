package dev.crayfleet.contract;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for something. Fair shares and limits go by {@code id}; people see {@code name}.
 *
 * @param id with its origin, {@code discord:1234}, {@code token:ci}, {@code http:anonymous}; at
 *     most 128 characters
 * @param name for people; at most 128 characters
 * @param roles that whoever has seen them ask knows of them: snowflakes of roles at the Discord
 *     server, or names of the roles that a token was made with; at most 250, as many as Discord
 *     allows. Absent where there are none
 */
public record Requester(String id, String name, @Nullable List<String> roles) {
    private static final int MAX_CHARS = 128;

    /** Of a value before invisible characters are removed from it. */
    private static final int MAX_RAW_CHARS = 1_024;

    private static final int MAX_ROLES = 250;

    public static final Requester UNKNOWN = new Requester("kafka:unknown", "unknown");

    public Requester {
        id = visible(id, "unknown");
        name = visible(name, id);
        roles = roles == null ? null : roles(roles);
    }

    /** Somebody without roles. */
    public Requester(String id, String name) {
        this(id, name, null);
    }

    /** The same, for those who need not know of the roles. */
    public Requester withoutRoles() {
        return roles == null ? this : new Requester(id, name);
    }

    /** What is no name of a role is left out: it gives nothing to anybody. */
    private static @Nullable List<String> roles(List<String> raw) {
        List<String> roles =
                raw.stream()
                        .limit(MAX_ROLES)
                        .filter(Objects::nonNull)
                        .filter(each -> !each.isBlank() && each.length() <= MAX_CHARS)
                        .distinct()
                        .sorted()
                        .toList();
        return roles.isEmpty() ? null : roles;
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
