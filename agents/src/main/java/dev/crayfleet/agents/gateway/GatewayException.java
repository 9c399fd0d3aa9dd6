package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;

/** What a Gateway answered that was no yes, or that it could not be asked. */
public final class GatewayException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String UNSAFE = "UNSAFE";

    /** The connection ended, or never was: what was asked may have been done. */
    public static final String CLOSED = "CLOSED";

    /** It cannot be started until somebody changes its configuration. */
    private static final String MISCONFIGURED = "MISCONFIGURED";

    private final String code;
    private final String detail;
    private final boolean retryable;

    private GatewayException(String code, String detail, String message, boolean retryable) {
        super(message);
        this.code = code;
        this.detail = detail;
        this.retryable = retryable;
    }

    static GatewayException closed(String why) {
        return new GatewayException(CLOSED, "", why, true);
    }

    static GatewayException misconfigured(String why) {
        return new GatewayException(MISCONFIGURED, "", why, false);
    }

    /** It would not hold an agent as it is to be held. */
    static GatewayException unsafe(String why) {
        return new GatewayException(UNSAFE, "", why, false);
    }

    static GatewayException of(JsonNode error) {
        return new GatewayException(
                error.path("code").asText("UNKNOWN"),
                error.path("details").path("code").asText(""),
                error.path("message").asText("it gave no reason"),
                error.path("retryable").asBoolean(false));
    }

    /** {@code INVALID_REQUEST}, {@code UNAVAILABLE}, …; {@link #CLOSED} is ours. */
    public String code() {
        return code;
    }

    /** Whether it was refused from here. */
    boolean isUnsafe() {
        return code.equals(UNSAFE);
    }

    public boolean isClosed() {
        return code.equals(CLOSED);
    }

    /** Whether the Gateway itself says that it is only not ready. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether it would be answered the same way again: a wrong token, say. */
    public boolean permanent() {
        return switch (code) {
            case "INVALID_REQUEST", "FORBIDDEN", "NOT_PAIRED", MISCONFIGURED, UNSAFE -> !retryable;
            default -> detail.equals("PROTOCOL_MISMATCH") || detail.equals("AUTH_TOKEN_MISMATCH");
        };
    }

    /** For people. */
    public String sentence() {
        if (isUnsafe()) {
            return String.valueOf(getMessage());
        }
        return "%s (%s)".formatted(getMessage(), detail.isEmpty() ? code : detail);
    }
}
