package dev.crayfleet.ingest.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may come from where it says. Programs send neither {@code Origin} nor {@code
 * Sec-Fetch-Site}; a browser sends them with every post, so a page that somebody happens to look at
 * cannot submit tasks: neither from its own host, nor from a name that it made point at ours.
 */
final class Caller {
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-fA-F:.]+]|\\d+(\\.\\d+){3}");

    private final List<String> allowedHosts;

    /**
     * @param allowedHosts names besides localhost and plain addresses
     */
    Caller(List<String> allowedHosts) {
        this.allowedHosts =
                allowedHosts.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    }

    /** A sentence that says what is wrong; empty where nothing is. */
    Optional<String> objection(
            @Nullable String origin, @Nullable String host, @Nullable String fetchSite) {
        if ("cross-site".equals(fetchSite) || "same-site".equals(fetchSite)) {
            return Optional.of("Another site's page may not submit tasks here.");
        }
        if (origin == null) {
            return Optional.empty();
        }
        String from = authority(origin);
        if (host == null || !from.equalsIgnoreCase(host)) {
            return Optional.of("A page of " + origin + " may not submit tasks here.");
        }
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        boolean known =
                name.equals("localhost")
                        || ADDRESS.matcher(name).matches()
                        || allowedHosts.contains(name);
        return known
                ? Optional.empty()
                : Optional.of(
                        "The name %s is not known here; add it to crayfleet.ingest.allowed-hosts."
                                .formatted(name));
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
