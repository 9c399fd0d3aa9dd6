package dev.crayfleet.agents.keys;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests for one provider of models go.
 *
 * @param name the first part of the path, by which agents name it
 * @param base {@code http} or {@code https}; what follows the name in the path is put behind it
 * @param key put in place of the token; absent for an endpoint that wants none
 * @param headers added to each request, in place of those of the same name
 * @param secrets what is masked in answers, the key included; shorter ones than 16 characters are
 *     left out, because they are words: {@code lmstudio}
 */
public record ProxyRoute(
        String name,
        URI base,
        ApiStyle style,
        @Nullable String key,
        Map<String, String> headers,
        List<String> secrets) {
    private static final int MIN_SECRET_CHARS = 16;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_~@.-]*[A-Za-z0-9_~@-]");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

    /**
     * @throws IllegalArgumentException with the end of a sentence for people, without any secret,
     *     if such a route cannot be
     */
    public ProxyRoute {
        headers = Map.copyOf(headers);
        secrets = secrets.stream().filter(each -> each.length() >= MIN_SECRET_CHARS).toList();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a name with other characters than letters, digits, \".\", \"_\" and \"-\"");
        }
        check(base);
        if (key != null && (key.isEmpty() || !HEADER_VALUE.matcher(key).matches())) {
            throw new IllegalArgumentException("has a key that cannot stand in a header");
        }
        headers.forEach((header, value) -> {
            if (!HEADER_NAME.matcher(header).matches() || !HEADER_VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("has a header that cannot be sent");
            }
        });
    }

    private static void check(URI base) {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "has a baseUrl that is no address with http:// or https://");
        }
        if (base.getRawUserInfo() != null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "has a baseUrl with a user, a question mark or a number sign in it");
        }
    }

    /**
     * The address of a request.
     *
     * @param rest of the path behind the name, checked; empty, or with a slash first
     * @param query as it is written, with the question mark; may be empty
     */
    URI address(String rest, String query) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        // Clients of Anthropic's API add it themselves, and accept addresses that have it already.
        if (style == ApiStyle.ANTHROPIC && path.endsWith("/v1") && rest.startsWith("/v1/")) {
            path = path.substring(0, path.length() - 3);
        }
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + rest + query);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "ProxyRoute[%s to %s]".formatted(name, base);
    }
}
