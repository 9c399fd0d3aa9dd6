package dev.crayfleet.poster.discord;

import dev.crayfleet.contract.Texts;

/** How one try at Discord, or one look at it, ended. */
sealed interface Outcome {
    record Done() implements Outcome {}

    /** It was done before. */
    record Found() implements Outcome {}

    /** It was not done before. */
    record Absent() implements Outcome {}

    /**
     * It can never be done, and nobody misses it: the message was deleted.
     *
     * @param why for the log
     */
    record Obsolete(String why) implements Outcome {}

    /**
     * Discord, or what we need for it, is away: it passes.
     *
     * @param reason a sentence
     */
    record Retryable(String reason) implements Outcome {}

    /**
     * It will not pass before somebody does something.
     *
     * @param reason a sentence that says what
     */
    record NeedsOperator(String reason) implements Outcome {}

    /**
     * Discord does not take what this one says.
     *
     * @param reason a sentence
     */
    record Refused(String reason) implements Outcome {
        /** It may repeat what was refused, and is logged. */
        public Refused {
            reason = Texts.oneLine(reason);
        }
    }
}
