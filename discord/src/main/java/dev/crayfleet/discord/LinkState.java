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

    /** What helps against a failure. */
    enum Remedy {
        /** Nobody has to do anything; it is tried again after a back-off. */
        TIME,
        /** The operator has to change something at Discord; until then tries fail. */
        OPERATOR,
        /** The operator has to change a setting and start again; nothing is tried any more. */
        RESTART
    }

    /**
     * The login failed.
     *
     * @param reason a sentence for the operator
     */
    record Failing(String reason, Remedy remedy) implements LinkState {
        /** Whether further tries fail until the operator changes something. */
        public boolean operatorMustAct() {
            return remedy != Remedy.TIME;
        }
    }
}
