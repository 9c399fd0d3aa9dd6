package dev.crayfleet.agents.keys;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;

/** Why the proxy answers a request itself, in the form of errors of the API that was asked. */
final class ProxyRefusal extends Exception {
    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = new JsonMapper();

    private final int status;

    /**
     * @param status of HTTP
     * @param sentence for people
     */
    ProxyRefusal(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    static ProxyRefusal dead() {
        return new ProxyRefusal(
                401,
                "This token is not valid, or not any more: the attempt that it was made for has ended.");
    }

    /**
     * An endpoint did not answer, or not to the end.
     *
     * @param why as the client says
     */
    static ProxyRefusal failed(Throwable why) {
        return why instanceof HttpConnectTimeoutException
                        || why.getCause() instanceof HttpConnectTimeoutException
                ? new ProxyRefusal(504, "The model's endpoint takes no connection.")
                : new ProxyRefusal(502, "The model's endpoint cannot be reached, or broke off.");
    }

    /** After which the connection is closed. */
    FullHttpResponse answer(ApiStyle style) {
        FullHttpResponse answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.wrappedBuffer(body(style)));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status == 429) {
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        return answer;
    }

    private byte[] body(ApiStyle style) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error;
        if (style == ApiStyle.ANTHROPIC) {
            error = root.put("type", "error").putObject("error");
            error.put("type", type());
        } else {
            error = root.putObject("error");
            error.put("type", type()).putNull("param").put("code", "crayfleet_proxy");
        }
        error.put("message", "Crayfleet's model proxy: " + getMessage());
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String type() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 500, 502, 503, 504 -> "api_error";
            default -> "invalid_request_error";
        };
    }
}
