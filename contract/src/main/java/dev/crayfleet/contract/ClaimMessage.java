package dev.crayfleet.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the dispatcher to runners, on the claims topic, keyed by runner id. A runner ignores
 * those for another incarnation.
 */
public sealed interface ClaimMessage {
    /** The incarnation that it is for. */
    Holder holder();

    /**
     * The attempt takes a slot of this runner: start it.
     *
     * @param lease how long the dispatcher waits for a beat; without contact, the runner stops its
     *     agents before it ends
     */
    record ClaimGranted(
            Holder holder, Attempt attempt, Pool pool, Work work, Duration lease, Instant claimedAt)
            implements ClaimMessage {}

    /** Stop this attempt; the runner answers with its RunFinished. */
    record ClaimRevoked(Holder holder, Attempt attempt, Pool pool, String reason, Instant at)
            implements ClaimMessage {}

    /**
     * This incarnation was declared lost, and its messages are ignored: stop every agent, and join
     * again as a new one.
     */
    record HolderFenced(Holder holder, Pool pool, String reason, Instant at)
            implements ClaimMessage {}

    /**
     * Take no more claims, for any pool, finish what you hold, and leave; the runner answers with
     * its RunnerDraining.
     */
    record HolderDrained(Holder holder, Pool pool, String reason, Instant at)
            implements ClaimMessage {}

    /**
     * All that a runner needs to know of a task.
     *
     * @param traceparent as the task has it
     */
    record Work(
            Prompt prompt,
            TaskOptions options,
            List<FileRef> files,
            Requester requester,
            Origin origin,
            @Nullable TraceParent traceparent) {
        public Work {
            files = files == null ? List.of() : List.copyOf(files);
        }

        /** Of a task that nobody traces. */
        public Work(
                Prompt prompt,
                TaskOptions options,
                List<FileRef> files,
                Requester requester,
                Origin origin) {
            this(prompt, options, files, requester, origin, null);
        }
    }
}
