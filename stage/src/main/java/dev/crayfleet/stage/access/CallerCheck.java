package dev.crayfleet.stage;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that pages of other sites make a browser send. Programs send neither {@code
 * Origin} nor {@code Sec-Fetch-Site}; a browser sends them with every post, so a page that somebody
 * happens to look at cannot submit or cancel tasks: neither from its own host, nor under a name
 * that it made point at ours (DNS rebinding).
 */
public final class CallerCheck {
    private static final Pattern IP_ADDRESS =
            Pattern.compile("\\[[0-9a-fA-F:.]+]|\\d+(\\.\\d+){3}");

    private final List<String> allowedHosts;
    private final String setting;

    /**
     * @param allowedHosts names besides localhost and plain addresses
     * @param setting its name, for the sentence
     */
    public CallerCheck(List<String> allowedHosts, String setting) {
        this.setting = setting;
        this.allowedHosts =
                allowedHosts.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    }

    /** A sentence that says why the request is refused; empty where it is not. */
    public Optional<String> objection(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        return objection(
                headers.get(HttpHeaders.ORIGIN),
                headers.get(HttpHeaders.HOST),
                headers.get("Sec-Fetch-Site"));
    }

    Optional<String> objection(
            @Nullable String origin, @Nullable String host, @Nullable String fetchSite) {
        if ("cross-site".equals(fetchSite) || "same-site".equals(fetchSite)) {
            return Optional.of("Another site's page may not post here.");
        }
        if (origin == null) {
            return Optional.empty();
        }
        String originHost = authority(origin);
        if (host == null || !originHost.equalsIgnoreCase(host)) {
            return Optional.of("A page of " + origin + " may not post here.");
        }
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        boolean isAllowed =
                name.equals("localhost")
                        || IP_ADDRESS.matcher(name).matches()
                        || allowedHosts.contains(name);
        return isAllowed
                ? Optional.empty()
                : Optional.of(
                        "The name %s is not known here; add it to %s.".formatted(name, setting));
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
