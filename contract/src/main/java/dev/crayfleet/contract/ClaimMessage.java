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
     * A person wants to see what the agent of this attempt prints; the runner answers with its
     * {@link RunMessage.LogAnswered}, or not at all if it does not run the attempt. Only for
     * runners that said they can, because older ones do not know this message.
     *
     * <p>It is no decision of the lane, and may overtake one: that it was read does not mean that
     * earlier claims were.
     *
     * @param request names the question, at most 64 letters, digits, {@code . _ -}
     * @param after position behind what the person has seen; absent where that is nothing
     */
    record LogRequested(
            Holder holder,
            Attempt attempt,
            Pool pool,
            String request,
            @Nullable Long after,
            Instant at)
            implements ClaimMessage {
        public LogRequested {
            request = Names.require("request", request, 64);
        }
    }

    /**
     * All that a runner needs to know of a task.
     *
     * @param traceparent as the task has it
     * @param mode the most that the agent may do; absent where nobody has set a limit
     */
    record Work(
            Prompt prompt,
            TaskOptions options,
            List<FileRef> files,
            Requester requester,
            Origin origin,
            @Nullable TraceParent traceparent,
            @Nullable AgentMode mode) {
        public Work {
            files = files == null ? List.of() : List.copyOf(files);
        }

        /** Of a task that nobody traces, and that no fleet file limits. */
        public Work(
                Prompt prompt,
                TaskOptions options,
                List<FileRef> files,
                Requester requester,
                Origin origin) {
            this(prompt, options, files, requester, origin, null, null);
        }
    }
}
