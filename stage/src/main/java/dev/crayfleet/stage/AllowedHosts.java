package dev.crayfleet.stage;

import java.util.List;

/**
 * A bean of this type names hosts, besides localhost and plain addresses, under which its stage is
 * called by web pages, and by programs without a token: {@code crayfleet.<stage>.allowed-hosts}.
 */
public record AllowedHosts(List<String> names) {
    public static final AllowedHosts NONE = new AllowedHosts(List.of());

    public AllowedHosts {
        names = List.copyOf(names);
    }
}
