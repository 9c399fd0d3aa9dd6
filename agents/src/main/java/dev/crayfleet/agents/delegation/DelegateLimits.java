package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.Limits;
import java.time.Duration;

/**
 * What the server takes from agents and waits for.
 *
 * @param connections of all agents together
 * @param strangers so many of these may be such on which no good token has come yet; above, the one
 *     that has been there longest is closed
 * @param greeting how long such a one may take until the headers of a request are there
 * @param request how long a connection may take until its next request is there as a whole, and how
 *     long it may take to read an answer
 * @param decision how long the answer to a new delegation waits for the dispatcher
 * @param burst requests of an attempt at once
 * @param interval of further ones
 */
public record DelegateLimits(
        int connections,
        int strangers,
        Duration greeting,
        Duration request,
        Duration decision,
        int burst,
        Duration interval) {
    /** Of a line with method and address, and of all headers together. */
    static final int LINE_BYTES = 4 * 1024;

    static final int HEADER_BYTES = 8 * 1024;

    /** Every byte of an instruction may be written as three; and some for the rest. */
    static final int FORM_BYTES = 3 * Limits.INSTRUCTION_BYTES + 16 * 1024;

    /** How long one question for the end of a child may be open. */
    static final Duration MAX_WAIT = Duration.ofMinutes(5);

    public static final DelegateLimits DEFAULT =
            new DelegateLimits(
                    1_024,
                    128,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    200,
                    Duration.ofMillis(50));
}
