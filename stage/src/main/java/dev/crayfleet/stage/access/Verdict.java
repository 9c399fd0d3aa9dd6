package dev.crayfleet.stage.access;

import dev.crayfleet.fleet.gate.Principal;
import java.time.Duration;

/** What becomes of a request. */
sealed interface Verdict {
    /** It is answered. */
    record Answered(Principal caller) implements Verdict {}

    /** It is answered without what is only for those who have a token. */
    record Probe() implements Verdict {}

    /** A page, or a name, that is not ours. */
    record Foreign(String sentence) implements Verdict {}

    /**
     * No valid token.
     *
     * @param shown whether there was one
     */
    record Unauthorized(String sentence, boolean shown) implements Verdict {}

    /** Too many of late. */
    record TooMany(String sentence, Duration retryAfter) implements Verdict {}

    /** Nobody knows yet which tokens there are. */
    record NotYet(String sentence) implements Verdict {}
}
