package dev.crayfleet.agents.keys;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that may be sent on.
 *
 * @param grant whose token it has
 * @param address it goes to
 * @param bodyBytes -1 where that is not said
 */
record RequestHead(ProxyGrant grant, ProxyRoute route, URI address, long bodyBytes) {
    /**
     * @throws ProxyRefusal if it must not be sent on
     */
    static RequestHead check(HttpRequest request, ModelProxy proxy) throws ProxyRefusal {
        if (request.decoderResult().isFailure()) {
            throw unreadable(request.decoderResult().cause());
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            throw new ProxyRefusal(400, "Only HTTP/1.1 is spoken here.");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.POST)) {
            throw new ProxyRefusal(405, "Only GET and POST are sent on to models.");
        }
        ProxyGrant grant =
                RequestHeaders.grant(request.headers(), proxy).orElseThrow(ProxyRefusal::dead);
        ProxyTarget target = ProxyTarget.of(request.uri());
        ProxyRoute route =
                grant.route(target.provider())
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
            return new RequestHead(grant, route, address, bodyBytes);
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

    /**
     * What is sent on, with the key where the token was.
     *
     * @throws ProxyRefusal if there is something in it that cannot be sent on
     */
    java.net.http.HttpRequest request(HttpRequest request, Flow.Publisher<ByteBuffer> body)
            throws ProxyRefusal {
        try {
            java.net.http.HttpRequest.Builder next =
                    java.net.http.HttpRequest.newBuilder(address)
                            .method(request.method().name(), publisher(body))
                            // Some servers stumble over the offer to speak HTTP/2 without TLS.
                            .version(
                                    address.getScheme().equalsIgnoreCase("https")
                                            ? HttpClient.Version.HTTP_2
                                            : HttpClient.Version.HTTP_1_1);
            RequestHeaders.copy(request.headers(), next, grant, route);
            return next.build();
        } catch (IllegalArgumentException e) {
            throw new ProxyRefusal(400, "The request has a header that cannot be sent on.");
        }
    }

    private BodyPublisher publisher(Flow.Publisher<ByteBuffer> body) {
        if (bodyBytes == 0) {
            return BodyPublishers.noBody();
        }
        return bodyBytes < 0
                ? BodyPublishers.fromPublisher(body)
                : BodyPublishers.fromPublisher(body, bodyBytes);
    }
}
