package dev.crayfleet.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What lies on the claims topic, keyed by runner id: what the dispatcher tells runners. A runner
 * heeds only what names its own incarnation.
 */
public sealed interface ClaimMessage {
    /** The one life it is meant for. */
    Holder holder();

    /**
     * A slot of this life is taken by this attempt: start it.
     *
     * @param lease how long the dispatcher waits for a beat; the runner stops its agents before it
     *     ends
     */
    record ClaimGranted(
            Holder holder, Attempt attempt, Pool pool, Work work, Duration lease, Instant claimedAt)
            implements ClaimMessage {}

    /** Stop this attempt; answered by its RunFinished. */
    record ClaimRevoked(Holder holder, Attempt attempt, Pool pool, String reason, Instant at)
            implements ClaimMessage {}

    /**
     * This life was declared lost and is not believed any more: stop every agent, and join again as
     * a new life.
     */
    record HolderFenced(Holder holder, Pool pool, String reason, Instant at)
            implements ClaimMessage {}

    /** What is to be done: all that a runner needs to know of a task. */
    record Work(
            Prompt prompt,
            TaskOptions options,
            List<FileRef> files,
            Requester requester,
            Origin origin) {
        public Work {
            files = files == null ? List.of() : List.copyOf(files);
        }
    }
}
