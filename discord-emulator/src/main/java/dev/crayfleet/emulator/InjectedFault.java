package dev.crayfleet.emulator;

import java.time.Duration;

/** What can go wrong with one request. */
sealed interface InjectedFault {
    /** The request fails and changes nothing. */
    sealed interface BeforeRequest extends InjectedFault {}

    /** The request is done, but its client does not learn so. */
    sealed interface AfterWrite extends InjectedFault {}

    /** Status 429. */
    record RateLimited(Duration retryAfter) implements BeforeRequest {}

    /** Any other error of Discord's. */
    record ErrorResponse(int status, int code, String message) implements BeforeRequest {}

    /** A proxy in front of Discord answers with a page of HTML. */
    record BlockedByProxy() implements BeforeRequest {}

    /** The connection closes before the answer. */
    record ResponseLost() implements AfterWrite {}

    /** The answer is a server error. */
    record ErrorAfterWrite(int status) implements AfterWrite {}

    /** The request is done as usual, but later. */
    record Delayed(Duration delay) implements InjectedFault {}
}
