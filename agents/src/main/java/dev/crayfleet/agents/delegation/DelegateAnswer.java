package dev.crayfleet.agents.delegation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** What an agent gets for a request; the connection is closed after it. */
record DelegateAnswer(int status, String type, byte[] body) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    static DelegateAnswer text(int status, String text) {
        return new DelegateAnswer(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static DelegateAnswer line(int status, String line) {
        return text(status, line + "\n");
    }

    static DelegateAnswer json(int status, JsonNode node) {
        return new DelegateAnswer(status, JSON, (node + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static DelegateAnswer bytes(byte[] content) {
        return new DelegateAnswer(200, "application/octet-stream", content);
    }

    static DelegateAnswer of(DelegateException why, boolean isJson) {
        return isJson
                ? json(
                        why.status(),
                        JsonNodeFactory.instance.objectNode().put("error", why.sentence()))
                : line(why.status(), why.sentence());
    }

    FullHttpResponse response() {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status == 429) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        return response;
    }
}
