package dev.crayfleet.stage;

import io.micronaut.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A request that is not carried out; the message is a sentence for whoever sent it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    /**
     * @param status 400 to 499
     */
    public RefusedException(HttpStatus status, String reason) {
        this(status, reason, null);
    }

    /**
     * @param status 400 to 499
     */
    public RefusedException(HttpStatus status, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.status = status;
    }

    public HttpStatus status() {
        return status;
    }
}
