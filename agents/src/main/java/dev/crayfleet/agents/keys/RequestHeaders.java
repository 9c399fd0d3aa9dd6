package dev.crayfleet.agents.keys;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where agents have their token, and which headers of theirs go on. */
final class RequestHeaders {
    private static final String API_KEY = "x-api-key";
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+) *");

    /** Of one connection only, or with a key in it, or the client's own affair. */
    private static final Set<String> NOT_SENT_ON =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "host",
                    "expect",
                    "x-http-method",
                    "x-http-method-override",
                    "x-method-override",
                    "content-length",
                    "authorization",
                    API_KEY,
                    "api-key",
                    "x-goog-api-key",
                    "cookie",
                    // What is compressed can be neither counted nor masked.
                    "accept-encoding",
                    "forwarded",
                    "via");

    private RequestHeaders() {}

    /** Whose token there is; empty where there is none that is good. */
    static Optional<ProxyGrant> grant(HttpHeaders headers, ModelProxy proxy) {
        return token(headers.get(HttpHeaderNames.AUTHORIZATION))
                .flatMap(proxy::grant)
                .or(() -> Optional.ofNullable(headers.get(API_KEY)).flatMap(proxy::grant));
    }

    private static Optional<String> token(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }

    /** Copies those that go on, with the key where the token was. */
    static void copy(HttpHeaders from, HttpRequest.Builder to, ProxyGrant grant, ProxyRoute route) {
        Set<String> dropped = new HashSet<>(NOT_SENT_ON);
        for (String each : from.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : each.split(",", -1)) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        route.headers().keySet().forEach(name -> dropped.add(name.toLowerCase(Locale.ROOT)));
        for (Map.Entry<String, String> header : from) {
            if (!dropped.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.header(header.getKey(), header.getValue());
            }
        }
        route.headers().forEach(to::setHeader);
        String key = route.key();
        if (key != null) {
            if (token(from.get(HttpHeaderNames.AUTHORIZATION))
                    .filter(grant.token()::equals)
                    .isPresent()) {
                to.setHeader("Authorization", "Bearer " + key);
            }
            if (grant.token().equals(from.get(API_KEY))) {
                to.setHeader(API_KEY, key);
            }
        }
    }
}
