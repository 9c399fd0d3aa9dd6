package dev.crayfleet.contract;

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
}
