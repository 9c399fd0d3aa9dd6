package dev.crayfleet.discord;

/** How things stand between us and Discord. */
public sealed interface LinkState {
    /** No token is configured; nothing is tried. */
    record Off() implements LinkState {}

    /** Logging in, or the gateway is being reached again. */
    record Connecting() implements LinkState {}

    /**
     * @param bot its name
     */
    record Connected(String bot) implements LinkState {}

    /**
     * It did not work; it is tried again after a while.
     *
     * @param reason a sentence for the operator
     * @param operatorMustAct whether trying again alone will not help
     */
    record Failing(String reason, boolean operatorMustAct) implements LinkState {}
}
