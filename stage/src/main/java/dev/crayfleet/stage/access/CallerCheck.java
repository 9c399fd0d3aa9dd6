package dev.crayfleet.stage.access;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that pages of other sites make a browser send. Programs send neither {@code
 * Origin} nor {@code Sec-Fetch-Site}; a browser does. So a page that somebody happens to look at
 * can neither read nor change anything: neither from its own host, nor under a name that it made
 * point at ours (DNS rebinding).
 */
final class CallerCheck {
    private static final Pattern IP_ADDRESS =
            Pattern.compile("\\[[0-9a-fA-F:.]+]|\\d+(\\.\\d+){3}");

    private final List<String> allowedHosts;
    private final String setting;

    /**
     * @param allowedHosts names besides localhost and plain addresses
     * @param setting its name, for the sentence
     */
    CallerCheck(List<String> allowedHosts, String setting) {
        this.setting = setting;
        this.allowedHosts =
                allowedHosts.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    }

    /** Where a request comes from, as far as it is told. */
    record Source(
            @Nullable String origin,
            @Nullable String host,
            @Nullable String fetchSite,
            boolean isNavigation) {
        static Source of(HttpRequest<?> request) {
            HttpHeaders headers = request.getHeaders();
            return new Source(
                    headers.get(HttpHeaders.ORIGIN),
                    headers.get(HttpHeaders.HOST),
                    headers.get("Sec-Fetch-Site"),
                    request.getMethod() == HttpMethod.GET
                            && "navigate".equals(headers.get("Sec-Fetch-Mode"))
                            && "document".equals(headers.get("Sec-Fetch-Dest")));
        }
    }

    /** A sentence that says why another site's page is refused; empty for anybody else. */
    Optional<String> pageObjection(Source source) {
        boolean isOtherSites =
                "cross-site".equals(source.fetchSite()) || "same-site".equals(source.fetchSite());
        // A link to here, which a person follows: the page that has it does not see the answer.
        if (isOtherSites && !source.isNavigation()) {
            return Optional.of("Another site's page may not call here.");
        }
        String origin = source.origin();
        return origin == null || authority(origin).equalsIgnoreCase(source.host())
                ? Optional.empty()
                : Optional.of("A page of " + origin + " may not call here.");
    }

    /** A sentence that says why the name under which we are called is not ours. */
    Optional<String> hostObjection(Source source) {
        String host = source.host();
        if (host == null) {
            return Optional.empty();
        }
        String name = host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
        boolean isAllowed =
                name.equals("localhost")
                        || IP_ADDRESS.matcher(name).matches()
                        || allowedHosts.contains(name);
        return isAllowed
                ? Optional.empty()
                : Optional.of(
                        "The name %s is not known here; send a token, or add it to %s."
                                .formatted(name, setting));
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
