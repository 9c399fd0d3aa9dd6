package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of runners to the dispatcher, on the runs topic, keyed by pool. */
public sealed interface RunMessage {
    /** The pool whose lane it goes to; also the record's key. */
    Pool pool();

    /** The sender. */
    Holder holder();

    /**
     * A runner offers slots to a pool.
     *
     * @param details absent where an older version has written it
     */
    record RunnerJoined(
            Pool pool, Holder holder, int slots, @Nullable RunnerDetails details, Instant at)
            implements RunMessage {}

    /**
     * Heartbeat, every 2 s. It repeats what the join said, but for most of the details, for a
     * dispatcher that missed the join.
     *
     * @param slots that it offers this pool, at least 0
     * @param held every attempt of this pool that it has taken and not yet finished
     * @param readUpTo the time, by the dispatcher's clock, of the newest message of this pool to
     *     this incarnation that it has read; absent before the first
     * @param abilities as {@link RunnerDetails} has them; none of an older runner
     */
    record RunnerBeat(
            Pool pool,
            Holder holder,
            int slots,
            List<Attempt> held,
            @Nullable Instant readUpTo,
            Instant at,
            List<String> abilities)
            implements RunMessage {
        public RunnerBeat {
            held = held == null ? List.of() : List.copyOf(held);
            abilities = RunnerDetails.abilities(abilities);
        }

        /** Of a runner that can no more than the oldest. */
        public RunnerBeat(
                Pool pool,
                Holder holder,
                int slots,
                List<Attempt> held,
                @Nullable Instant readUpTo,
                Instant at) {
            this(pool, holder, slots, held, readUpTo, at, List.of());
        }
    }

    /** The runner takes no more claims, and finishes the attempts that it holds. */
    record RunnerDraining(Pool pool, Holder holder, Instant at) implements RunMessage {}

    /** The runner has left, and holds no attempt. */
    record RunnerLeft(Pool pool, Holder holder, String reason, Instant at) implements RunMessage {}

    /**
     * An agent has been started.
     *
     * @param agent {@code agent-<epoch seconds>-<random>}
     * @param executor {@code openclaw-exec}, {@code demo}, …
     */
    record RunStarted(
            Pool pool, Holder holder, Attempt attempt, String agent, String executor, Instant at)
            implements RunMessage {}

    /** Progress of an agent, at most 200 characters, at most every 2 s. */
    record RunProgressed(Pool pool, Holder holder, Attempt attempt, String note, Instant at)
            implements RunMessage {
        public RunProgressed {
            note = Limits.cut(note, 200);
        }
    }

    /**
     * An attempt has ended, and its agent's processes are gone.
     *
     * @param report absent where no agent was started
     */
    record RunFinished(
            Pool pool,
            Holder holder,
            Attempt attempt,
            RunOutcome outcome,
            @Nullable RunReport report,
            Instant at)
            implements RunMessage {}

    /**
     * The end of what an agent has printed, for a person who asked for it. It changes nothing in
     * the dispatcher: whoever asked reads it beside the lane. The record has the request in a
     * header too, {@link Topics#HEADER_REQUEST}.
     *
     * @param request of the {@link ClaimMessage.LogRequested} that it answers
     * @param from position of the text's first byte in all that the agent has printed
     * @param to position behind its last byte: where the next text begins
     * @param text whole lines, without secrets and control characters, at most {@link
     *     Limits#LOG_TEXT_CHARS}
     */
    record LogAnswered(
            Pool pool,
            Holder holder,
            Attempt attempt,
            String request,
            long from,
            long to,
            String text,
            Instant at)
            implements RunMessage {
        public LogAnswered {
            text = Limits.cut(Texts.printable(text), Limits.LOG_TEXT_CHARS);
        }
    }

    /**
     * The agent of an attempt wants another agent to do something. The lane answers with a {@link
     * ClaimMessage.DelegationAnswered}, also if it is asked again.
     *
     * @param number of the child, from 1, by which its id is made: the same number is the same
     *     child, and is delegated once
     * @param agent that is to do it; absent where its capability decides
     * @param needs the capability that the agent is to have; absent where it is named
     * @param prompt at most {@link Limits#INSTRUCTION_BYTES}
     * @param options its fields are on the same level as the others in JSON
     * @param files for the child
     * @param deliver whether its result is posted, too
     * @param channelId of the Discord channel for its result; absent for the usual one
     * @param detached whether it goes on when the parent ends otherwise than well
     */
    record DelegationRequested(
            Pool pool,
            Holder holder,
            Attempt attempt,
            int number,
            @Nullable Pool agent,
            @Nullable String needs,
            Prompt prompt,
            @JsonUnwrapped TaskOptions options,
            List<FileRef> files,
            boolean deliver,
            @Nullable String channelId,
            boolean detached,
            Instant at)
            implements RunMessage {
        public DelegationRequested {
            files = files == null ? List.of() : List.copyOf(files);
        }
    }

    /**
     * The agent of an attempt has begun to wait for tasks that it has delegated, and lends its slot
     * meanwhile; or it does not wait any more.
     */
    record RunWaiting(Pool pool, Holder holder, Attempt attempt, boolean waiting, Instant at)
            implements RunMessage {}

    /**
     * Somebody on the runner's machine wanted to delegate, and was refused by the runner itself:
     * the token was not one of an attempt that runs.
     *
     * @param attempt for which it was, as far as the runner knows
     * @param reason for people
     */
    record DelegationDenied(
            Pool pool, Holder holder, @Nullable Attempt attempt, String reason, Instant at)
            implements RunMessage {
        public DelegationDenied {
            reason = Limits.cut(Texts.oneLine(reason), Limits.REASON_CHARS);
        }
    }
}
