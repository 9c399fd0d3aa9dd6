package dev.crayfleet.stage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the stage depends on does not answer; the message is a sentence for whoever sent the
 * request. It is answered with 503 and {@code Retry-After}.
 */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * @param retryAfter whole seconds
     */
    public UnavailableException(String reason, Duration retryAfter) {
        this(reason, retryAfter, null);
    }

    /**
     * @param retryAfter whole seconds
     */
    public UnavailableException(String reason, Duration retryAfter, @Nullable Throwable cause) {
        super(reason, cause);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
