package dev.crayfleet.agents.keys;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    int status() {
        return status;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    byte[] body(ApiStyle style) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error;
        if (style == ApiStyle.ANTHROPIC) {
            error = root.put("type", "error").putObject("error");
            error.put("type", type());
        } else {
            error = root.putObject("error");
            error.put("type", type()).putNull("param").put("code", "crayfleet_proxy");
        }
        error.put("message", "Crayfleet's model proxy: " + sentence());
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
