package dev.crayfleet.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies on the runs topic, keyed by pool: everything that runners tell the dispatcher. */
public sealed interface RunMessage {
    /** The pool whose lane it goes to, which is the record's key. */
    Pool pool();

    /** Who speaks. */
    Holder holder();

    /** A life of a runner offers slots to a pool. */
    record RunnerJoined(Pool pool, Holder holder, int slots, Instant at) implements RunMessage {}

    /**
     * A life of a runner is well, every 2 s. It says all that a join says, so that a dispatcher
     * that missed the join knows it too.
     *
     * @param slots it offers this pool, at least 0
     * @param held every attempt of this pool that it has taken and not yet finished
     * @param readUpTo the time, by the dispatcher's clock, of the newest message of this pool to
     *     this life that it has read; absent before the first
     */
    record RunnerBeat(
            Pool pool,
            Holder holder,
            int slots,
            List<Attempt> held,
            @Nullable Instant readUpTo,
            Instant at)
            implements RunMessage {
        public RunnerBeat {
            held = held == null ? List.of() : List.copyOf(held);
        }
    }

    /** It takes no more claims, and finishes what it has. */
    record RunnerDraining(Pool pool, Holder holder, Instant at) implements RunMessage {}

    /** It is gone, and has nothing left. */
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

    /** What an agent is doing, at most 200 characters, at most every 2 s. */
    record RunProgressed(Pool pool, Holder holder, Attempt attempt, String note, Instant at)
            implements RunMessage {
        public RunProgressed {
            note = Limits.cut(note, 200);
        }
    }

    /**
     * An attempt has ended, and its agent's processes are gone.
     *
     * @param report absent where it never came to an agent
     */
    record RunFinished(
            Pool pool,
            Holder holder,
            Attempt attempt,
            RunOutcome outcome,
            @Nullable RunReport report,
            Instant at)
            implements RunMessage {}
}
