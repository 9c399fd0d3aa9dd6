package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;

/** How one request to Discord ended. */
sealed interface RequestOutcome {
    /** The action was done by this request. */
    record Done() implements RequestOutcome {}

    /** A search found that it was done before. */
    record Found() implements RequestOutcome {}

    /** A search found that it was not done before. */
    record Absent() implements RequestOutcome {}

    /**
     * It can no longer be done and does not have to be, for example because the message to react to
     * was deleted.
     *
     * @param reason for the log
     */
    record Obsolete(String reason) implements RequestOutcome {}

    /**
     * A temporary failure: Discord does not answer, or a file cannot be read yet.
     *
     * @param reason a sentence
     */
    record Retryable(String reason) implements RequestOutcome {}

    /**
     * There is no login at Discord, so that nothing was tried. What keeps the login from succeeding
     * says {@link dev.crayfleet.discord.DiscordLink} for all that use it.
     *
     * @param reason a sentence
     */
    record NotLoggedIn(String reason) implements RequestOutcome {}

    /**
     * It will fail until somebody changes a setting or a permission.
     *
     * @param reason a sentence that says what to change
     */
    record NeedsOperator(String reason) implements RequestOutcome {}

    /**
     * Discord rejects the content, and would reject it again.
     *
     * @param reason a sentence
     */
    record Rejected(String reason) implements RequestOutcome {
        /** On one line, because the reason is logged and may quote the rejected content. */
        public Rejected {
            reason = Texts.oneLine(reason);
        }
    }
}
