package dev.crayfleet.discord;

/** State of the login at Discord. */
public sealed interface LinkState {
    /** No token is configured; nothing is tried. */
    record Off() implements LinkState {}

    /** Logging in, or reconnecting to the gateway. */
    record Connecting() implements LinkState {}

    /**
     * @param bot its name
     */
    record Connected(String bot) implements LinkState {}

    /**
     * The login failed; it is tried again after a back-off.
     *
     * @param reason a sentence for the operator
     * @param operatorMustAct whether further tries fail until the operator changes something
     */
    record Failing(String reason, boolean operatorMustAct) implements LinkState {}
}
