package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;

/** How one request to Discord ended. */
sealed interface Outcome {
    /** The action was done by this request. */
    record Done() implements Outcome {}

    /** A search found that it was done before. */
    record Found() implements Outcome {}

    /** A search found that it was not done before. */
    record Absent() implements Outcome {}

    /**
     * It can no longer be done, and need not be: the message to react to was deleted.
     *
     * @param reason for the log
     */
    record Obsolete(String reason) implements Outcome {}

    /**
     * A temporary failure: Discord does not answer, or a file cannot be read yet.
     *
     * @param reason a sentence
     */
    record Retryable(String reason) implements Outcome {}

    /**
     * There is no login at Discord, so that nothing was tried. What keeps the login from succeeding
     * says {@link dev.crayfleet.discord.DiscordLink} for all that use it.
     *
     * @param reason a sentence
     */
    record NotLoggedIn(String reason) implements Outcome {}

    /**
     * It will fail until somebody changes a setting or a permission.
     *
     * @param reason a sentence that says what to change
     */
    record NeedsOperator(String reason) implements Outcome {}

    /**
     * Discord refuses it for its content, and would again.
     *
     * @param reason a sentence
     */
    record Refused(String reason) implements Outcome {
        /** On one line: the reason is logged, and may quote what was refused. */
        public Refused {
            reason = Texts.oneLine(reason);
        }
    }
}
