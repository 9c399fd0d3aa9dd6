package dev.crayfleet.stage;

import java.util.List;

/**
 * A bean of this type names hosts, besides localhost and plain addresses, under which web pages may
 * change something at its stage: {@code crayfleet.<stage>.allowed-hosts}.
 */
public record AllowedHosts(List<String> names) {
    static final AllowedHosts NONE = new AllowedHosts(List.of());

    public AllowedHosts {
        names = List.copyOf(names);
    }
}
