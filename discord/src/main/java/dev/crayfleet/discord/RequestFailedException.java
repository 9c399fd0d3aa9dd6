package dev.crayfleet.discord;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request was not carried out; the message says why, without a full stop. */
public final class RequestFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Refusal refusal;

    RequestFailedException(String reason, @Nullable Refusal refusal, Throwable cause) {
        super(reason, cause);
        this.refusal = refusal;
    }

    /** Why, in words. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** What Discord answered; empty if it did not, or was not asked. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether Discord answered with this error of its own. */
    public boolean hasCode(int code) {
        return refusal != null && refusal.code() == code;
    }
}
