package dev.crayfleet.stage;

/**
 * A request that our own code failed over; the message is a sentence for whoever sent it. It is
 * answered with 500. Whoever throws it has logged the cause.
 */
public final class RequestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RequestFailedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
