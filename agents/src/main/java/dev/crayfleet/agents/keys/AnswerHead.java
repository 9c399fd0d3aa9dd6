package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;

/** What of the head of an answer goes on to an agent. */
final class AnswerHead {
    private static final Set<String> NOT_SENT_ON =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "content-length",
                    "content-encoding",
                    "set-cookie",
                    "alt-svc");

    private AnswerHead() {}

    /**
     * @throws ProxyRefusal if the answer must not go on
     */
    static void check(HttpResponse.ResponseInfo info) throws ProxyRefusal {
        int status = info.statusCode();
        if (status / 100 == 3 || status < 200 || status > 599) {
            throw new ProxyRefusal(
                    502,
                    "The model's endpoint answered with status %d. A redirect is not followed: write the address that it leads to as baseUrl."
                            .formatted(status));
        }
        String encoding = info.headers().firstValue("content-encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new ProxyRefusal(
                    502, "The model's endpoint sent a compressed answer, which was not asked for.");
        }
    }

    static io.netty.handler.codec.http.HttpResponse of(
            HttpResponse.ResponseInfo info, Secrets masked) {
        DefaultHttpResponse head =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(info.statusCode()));
        info.headers()
                .map()
                .forEach((name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!lower.startsWith(":") && !NOT_SENT_ON.contains(lower)) {
                        values.forEach(value -> add(head, name, masked.mask(value)));
                    }
                });
        // What is masked is shorter.
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        return head;
    }

    private static void add(DefaultHttpResponse head, String name, String value) {
        try {
            head.headers().add(name, value);
        } catch (IllegalArgumentException impossible) {
            // It cannot stand in a header here, and says nothing about the answer.
            return;
        }
    }
}
