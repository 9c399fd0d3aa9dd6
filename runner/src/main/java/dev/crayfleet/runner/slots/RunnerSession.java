package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One life of a runner: what it holds, and whether the dispatcher may still believe in it. Knows no
 * clock; every {@code now} is a {@link Ticker}'s. Not safe for use by many threads.
 *
 * <pre>
 *            drain()                      over(now), or the dispatcher says so
 *   ALIVE ───────────► DRAINING ───────────────────┐
 *     └────────────────────────────────────────────┴──► FENCED
 *
 * an attempt:   take() ─► running ─► ended() ─► told() ─► gone
 *                         └── a slot ──┘
 *                         └──────── held ────────┘
 * </pre>
 *
 * A slot is free when its agent's end has been sent, because the dispatcher may answer at once; the
 * attempt is held until that message is known to have arrived.
 */
public final class RunnerSession {
    /** Of so many tasks the attempts are known, for the odd claim that comes twice. */
    private static final int REMEMBERED = 100_000;

    private enum State {
        ALIVE,
        DRAINING,
        FENCED
    }

    /** What becomes of a claim. */
    public enum Answer {
        /** It has a slot: start its agent. */
        TAKEN,
        /** It was here before: do nothing. */
        REPEATED,
        /** It is not for this life: do nothing. */
        FOREIGN,
        /** No room: give it back. */
        FULL,
        /** No more: give it back. */
        DRAINING,
        /** This life is over, and the dispatcher knows it or will soon. */
        OVER
    }

    private record Held(Pool pool, boolean running) {}

    private final Holder holder;
    private final Map<Pool, Integer> slots;
    private final Map<Attempt, Held> held = new LinkedHashMap<>();
    private final Map<TaskId, Integer> seen = new LinkedHashMap<>();
    private final Map<Pool, Long> asked = new HashMap<>();
    private final Map<Pool, Long> heard = new HashMap<>();
    private final Map<Pool, Instant> readUpTo = new HashMap<>();
    private LeaseTimeouts terms;
    private State state = State.ALIVE;

    /**
     * @param slots offered to each pool
     */
    public RunnerSession(Holder holder, Map<Pool, Integer> slots, LeaseTimeouts terms) {
        this.holder = holder;
        this.slots = new TreeMap<>(slots);
        this.terms = terms;
    }

    public Holder holder() {
        return holder;
    }

    public List<Pool> pools() {
        return List.copyOf(slots.keySet());
    }

    public int slots(Pool pool) {
        return slots.getOrDefault(pool, 0);
    }

    public LeaseTimeouts terms() {
        return terms;
    }

    /** A join or a beat to this pool is being sent. */
    public void asks(Pool pool, long now) {
        asked.putIfAbsent(pool, now);
    }

    /**
     * A join or a beat has arrived.
     *
     * @param sentAt when it was sent: the dispatcher counts from later than that
     */
    public void heard(Pool pool, long sentAt) {
        heard.merge(pool, sentAt, Math::max);
    }

    /** Whether every pool has heard of this life. */
    public boolean joined() {
        return heard.keySet().containsAll(slots.keySet());
    }

    public boolean heardBy(Pool pool) {
        return heard.containsKey(pool);
    }

    /**
     * A message has been read.
     *
     * @param to the life that it is for
     * @param at when it was written, by the dispatcher's clock
     */
    public void read(Holder to, Pool pool, Instant at) {
        if (to.equals(holder)) {
            readUpTo.merge(pool, at, (a, b) -> a.isAfter(b) ? a : b);
        }
    }

    /** When the newest message was written that was read; null before the first. */
    public @Nullable Instant readUpTo(Pool pool) {
        return readUpTo.get(pool);
    }

    /** Decides about a claim; one that is taken is held from here on. */
    public Answer take(ClaimGranted claim, long now) {
        read(claim.holder(), claim.pool(), claim.claimedAt());
        if (!claim.holder().equals(holder)) {
            return Answer.FOREIGN;
        }
        Attempt attempt = claim.attempt();
        if (seen.getOrDefault(attempt.task(), 0) >= attempt.number()) {
            return Answer.REPEATED;
        }
        remember(attempt);
        if (state == State.FENCED || over(now) || joinedTooLongAgo(claim.pool(), now)) {
            return Answer.OVER;
        }
        terms = terms.lasting(claim.lease());
        if (state == State.DRAINING) {
            return Answer.DRAINING;
        }
        if (busy(claim.pool()) >= slots(claim.pool())) {
            return Answer.FULL;
        }
        held.put(attempt, new Held(claim.pool(), true));
        return Answer.TAKEN;
    }

    /**
     * Its agent is gone, and the message of it is about to be sent.
     *
     * @return whether this life may still say so
     */
    public boolean ended(Attempt attempt, long now) {
        if (state == State.FENCED || over(now)) {
            return false;
        }
        return held.computeIfPresent(attempt, (key, is) -> new Held(is.pool(), false)) != null;
    }

    /** The message of its end has arrived. */
    public void told(Attempt attempt) {
        held.remove(attempt);
    }

    /** Every attempt of the pool that is taken and whose end is not known to have arrived. */
    public List<Attempt> held(Pool pool) {
        List<Attempt> found = new ArrayList<>();
        held.forEach((attempt, is) -> {
            if (is.pool().equals(pool)) {
                found.add(attempt);
            }
        });
        return found;
    }

    /** The pool of an attempt that is held. */
    public @Nullable Pool poolOf(Attempt attempt) {
        Held is = held.get(attempt);
        return is == null ? null : is.pool();
    }

    public int held() {
        return held.size();
    }

    public int busy() {
        return (int) held.values().stream().filter(Held::running).count();
    }

    public int busy(Pool pool) {
        return (int)
                held.values().stream().filter(is -> is.running() && is.pool().equals(pool)).count();
    }

    public void drain() {
        if (state == State.ALIVE) {
            state = State.DRAINING;
        }
    }

    public void fence() {
        state = State.FENCED;
    }

    public boolean fenced() {
        return state == State.FENCED;
    }

    public boolean draining() {
        return state == State.DRAINING;
    }

    /** Whether a pool that had heard of this life has not done so for too long. */
    public boolean over(long now) {
        return heard.values().stream().anyMatch(at -> tooLong(at, now));
    }

    /** How long ago the pool that waited longest heard of it; zero before the first. */
    public Duration silence(long now) {
        return heard.values().stream()
                .map(at -> Duration.ofNanos(now - at))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** A claim may overtake the acknowledgement of the join that it answers. */
    private boolean joinedTooLongAgo(Pool pool, long now) {
        return !heard.containsKey(pool)
                && asked.containsKey(pool)
                && tooLong(asked.getOrDefault(pool, now), now);
    }

    private boolean tooLong(long at, long now) {
        return now - at > terms.patience().toNanos();
    }

    private void remember(Attempt attempt) {
        seen.remove(attempt.task());
        seen.put(attempt.task(), attempt.number());
        if (seen.size() > REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
    }
}
