package dev.crayfleet.agents.keys;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that may be sent on.
 *
 * @param lease whose token it has
 * @param address it goes to
 * @param bodyBytes -1 where that is not said
 */
record RequestHead(ProxyLease lease, ProxyRoute route, URI address, long bodyBytes) {
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

    /**
     * @throws ProxyRefusal if it must not be sent on
     */
    static RequestHead check(HttpRequest request, ModelProxy proxy) throws ProxyRefusal {
        if (request.decoderResult().isFailure()) {
            throw unreadable(request.decoderResult().cause());
        }
        HttpHeaders headers = request.headers();
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            throw new ProxyRefusal(400, "Only HTTP/1.1 is spoken here.");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.POST)) {
            throw new ProxyRefusal(405, "Only GET and POST are sent on to models.");
        }
        ProxyLease lease = lease(headers, proxy).orElseThrow(ProxyRefusal::dead);
        ProxyTarget target = ProxyTarget.of(request.uri());
        ProxyRoute route =
                lease.route(target.provider())
                        .orElseThrow(() ->
                                new ProxyRefusal(
                                        404,
                                        "There is no provider \"%s\" here."
                                                .formatted(target.provider())));
        long bodyBytes = bodyBytes(request);
        if (bodyBytes > proxy.limits().bodyBytes()) {
            throw tooLarge(proxy.limits());
        }
        try {
            URI address = route.address(target.rest(), target.query());
            return new RequestHead(lease, route, address, bodyBytes);
        } catch (IllegalArgumentException e) {
            throw ProxyTarget.refusal();
        }
    }

    private static ProxyRefusal unreadable(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> new ProxyRefusal(414, "The address is too long.");
            case TooLongHttpHeaderException _ -> new ProxyRefusal(431, "The headers are too long.");
            case null, default -> new ProxyRefusal(400, "That is no request of HTTP.");
        };
    }

    static ProxyRefusal tooLarge(ProxyLimits limits) {
        return new ProxyRefusal(
                413,
                "The request is larger than the %,d bytes that are sent on."
                        .formatted(limits.bodyBytes()));
    }

    private static long bodyBytes(HttpRequest request) throws ProxyRefusal {
        if (HttpUtil.isTransferEncodingChunked(request)) {
            return -1;
        }
        try {
            return HttpUtil.getContentLength(request, 0L);
        } catch (NumberFormatException e) {
            throw new ProxyRefusal(400, "The length of the request is no number.");
        }
    }

    private static Optional<ProxyLease> lease(HttpHeaders headers, ModelProxy proxy) {
        return token(headers.get(HttpHeaderNames.AUTHORIZATION))
                .flatMap(proxy::lease)
                .or(() -> Optional.ofNullable(headers.get(API_KEY)).flatMap(proxy::lease));
    }

    private static Optional<String> token(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization);
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }

    /** The headers that go on, with the key where the token was. */
    void copyHeaders(HttpHeaders from, java.net.http.HttpRequest.Builder to) {
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
                    .filter(lease.token()::equals)
                    .isPresent()) {
                to.setHeader("Authorization", "Bearer " + key);
            }
            if (lease.token().equals(from.get(API_KEY))) {
                to.setHeader(API_KEY, key);
            }
        }
    }
}
