package dev.crayfleet.discord;

import org.jspecify.annotations.Nullable;

/** The bot could not be logged in; the message is a sentence for the operator. */
public final class LoginFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final LinkState.Remedy remedy;

    LoginFailedException(String sentence, LinkState.Remedy remedy, @Nullable Throwable cause) {
        super(sentence, cause);
        this.remedy = remedy;
    }

    /**
     * What helps: another token ({@code RESTART}), something to be changed at Discord ({@code
     * OPERATOR}), or a later try.
     */
    public LinkState.Remedy remedy() {
        return remedy;
    }
}
