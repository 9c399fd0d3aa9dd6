package dev.crayfleet.stage;

/** A bean of this type is asked before the HTTP server of its stage listens. */
@FunctionalInterface
public interface ListenCheck {
    /**
     * @param host on which it is to listen
     * @throws IllegalStateException with a sentence for the operator, if it must not
     */
    void beforeListening(String host);
}
