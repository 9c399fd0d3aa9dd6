package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Instant;

/** A Gateway refused a request, or could not be reached. */
public final class OpenClawGatewayException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String UNSAFE = "UNSAFE";

    /** The code where there is no connection any more: what was requested may have been done. */
    public static final String CLOSED = "CLOSED";

    /** The code where the process has ended that a task was running in. */
    private static final String ENDED = "ENDED";

    /** The code where it cannot be started until somebody changes its configuration. */
    private static final String MISCONFIGURED = "MISCONFIGURED";

    private final String code;
    private final String detail;
    private final boolean retryable;

    private OpenClawGatewayException(
            String code, String detail, String message, boolean retryable) {
        super(message);
        this.code = code;
        this.detail = detail;
        this.retryable = retryable;
    }

    static OpenClawGatewayException closed(String reason) {
        return new OpenClawGatewayException(CLOSED, "", reason, true);
    }

    /** With it, all that it was doing has ended. */
    static OpenClawGatewayException ended() {
        return new OpenClawGatewayException(
                ENDED,
                "",
                "OpenClaw's gateway ended while the task ran; what the agent was doing is lost.",
                true);
    }

    static OpenClawGatewayException misconfigured(String reason) {
        return new OpenClawGatewayException(MISCONFIGURED, "", reason, false);
    }

    /** The Gateway does not restrict an agent as it has to be restricted. */
    static OpenClawGatewayException unsafe(String reason) {
        return new OpenClawGatewayException(UNSAFE, "", reason, false);
    }

    static OpenClawGatewayException of(JsonNode error) {
        return new OpenClawGatewayException(
                error.path("code").asText("UNKNOWN"),
                error.path("details").path("code").asText(""),
                error.path("message").asText("it gave no reason"),
                error.path("retryable").asBoolean(false));
    }

    /** {@code INVALID_REQUEST}, {@code UNAVAILABLE}, …; {@link #CLOSED} is ours. */
    public String code() {
        return code;
    }

    /** Whether this runner refuses to use it. */
    boolean isUnsafe() {
        return code.equals(UNSAFE);
    }

    public boolean isClosed() {
        return code.equals(CLOSED);
    }

    /** Whether the same request would get the same answer again, as with a wrong token. */
    public boolean isPermanent() {
        return switch (code) {
            case "INVALID_REQUEST", "FORBIDDEN", "NOT_PAIRED", MISCONFIGURED, UNSAFE -> !retryable;
            default -> detail.equals("PROTOCOL_MISMATCH") || detail.equals("AUTH_TOKEN_MISMATCH");
        };
    }

    /** The failure of a run whose request got no other answer. */
    Failed failure() {
        if (code.equals(ENDED)) {
            return FailureClassifier.transientFailure(sentence());
        }
        String sentence = "OpenClaw's gateway: " + sentence();
        return FailureClassifier.byMessage(String.valueOf(getMessage()), Instant.now())
                .filter(known -> !isClosed())
                .orElseGet(() ->
                        isPermanent()
                                ? Failed.of(FailureKind.PERMANENT, sentence)
                                : FailureClassifier.transientFailure(sentence));
    }

    /** For people; with OpenClaw's code where it is OpenClaw that refused. */
    public String sentence() {
        return switch (code) {
            case CLOSED, ENDED, MISCONFIGURED, UNSAFE -> String.valueOf(getMessage());
            default -> "%s (%s)".formatted(getMessage(), detail.isEmpty() ? code : detail);
        };
    }
}
