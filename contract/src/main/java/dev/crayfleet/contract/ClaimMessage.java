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
     * What was decided about a delegation that this attempt has asked for.
     *
     * @param number of the {@link RunMessage.DelegationRequested}
     * @param child the task that was made of it; absent where it was refused
     * @param agent that does it; absent where it was refused
     * @param refusal why it was refused, and what the agent may; absent where it was not
     */
    record DelegationAnswered(
            Holder holder,
            Attempt attempt,
            Pool pool,
            int number,
            @Nullable TaskId child,
            @Nullable Pool agent,
            @Nullable String refusal,
            Instant at)
            implements ClaimMessage {}

    /**
     * A task that this attempt has delegated has ended.
     *
     * @param number of the {@link RunMessage.DelegationRequested}
     * @param agent that did it
     * @param reason absent where it succeeded
     * @param report of its last attempt; absent where there was none
     */
    record DelegationEnded(
            Holder holder,
            Attempt attempt,
            Pool pool,
            int number,
            TaskId child,
            Pool agent,
            TaskStatus status,
            @Nullable String reason,
            @Nullable RunReport report,
            Instant at)
            implements ClaimMessage {}

    /**
     * What a runner needs to know of the agent of a fleet file that is to do a task.
     *
     * @param home folder with its character, relative to that of the fleet file; absent where it
     *     has none
     * @param keepsMemory whether the next task finds what it notes down
     * @param delegates whether it may ask other agents to do something
     */
    record AgentProfile(@Nullable String home, boolean keepsMemory, boolean delegates) {}

    /**
     * All that a runner needs to know of a task.
     *
     * @param traceparent as the task has it
     * @param mode the most that the agent may do; absent where nobody has set a limit
     * @param agent absent where the fleet file does not name it
     */
    record Work(
            Prompt prompt,
            TaskOptions options,
            List<FileRef> files,
            Requester requester,
            Origin origin,
            @Nullable TraceParent traceparent,
            @Nullable AgentMode mode,
            @Nullable AgentProfile agent) {
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
            this(prompt, options, files, requester, origin, null, null, null);
        }
    }
}
