package dev.crayfleet.runner.slots;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a runner: which attempts it holds, and whether the dispatcher may still take
 * it for alive. Knows no clock; every {@code now} is a monotonic one's. Not safe for use by many
 * threads.
 *
 * <pre>
 *            drain()                    isExpired(now), or the dispatcher fences it
 *   ALIVE ───────────► DRAINING ───────────────────┐
 *     └────────────────────────────────────────────┴──► FENCED
 *
 * an attempt:   accept() ─► running ─► agentEnded() ─► release() ─► gone
 *                           └── a slot ──┘
 *                           └──────── held ────────────┘
 * </pre>
 *
 * While an agent waits for others, it lends its slot, so that they can be run in it. When the wait
 * ends, one more agent than there are slots may run for as long as the other takes.
 *
 * <p>A slot is free when its agent's outcome has been sent, because the dispatcher may answer at
 * once; the attempt is held until that message is known to have arrived.
 */
public final class RunnerSession {
    private enum State {
        ALIVE,
        DRAINING,
        FENCED
    }

    /** A claim takes a few milliseconds from a dispatcher to here. */
    static final Duration CROSSING = Duration.ofSeconds(2);

    private final Holder holder;
    private final Map<Pool, Integer> slots;
    private final HeldAttempts held = new HeldAttempts();
    private final RecentAttempts recent = new RecentAttempts();
    private final HeartbeatTimes heartbeats = new HeartbeatTimes();
    private final Map<Pool, Instant> readUpTo = new HashMap<>();
    private final Map<Pool, RunnerDetails> told = new HashMap<>();
    private LeaseTimeouts timeouts;
    private State state = State.ALIVE;

    /**
     * @param slots offered to each pool
     */
    public RunnerSession(Holder holder, Map<Pool, Integer> slots, LeaseTimeouts timeouts) {
        this.holder = holder;
        this.slots = new TreeMap<>(slots);
        this.timeouts = timeouts;
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

    /** By the lease that the latest accepted claim has. */
    public LeaseTimeouts timeouts() {
        return timeouts;
    }

    /** A join or a heartbeat is being sent to this pool. */
    public void heartbeatSent(Pool pool, long now) {
        heartbeats.sent(pool, now);
    }

    /**
     * A join or a heartbeat has arrived.
     *
     * @param sentAt when it was sent: the dispatcher counts from later than that
     */
    public void heartbeatAcknowledged(Pool pool, long sentAt) {
        heartbeats.acknowledged(pool, sentAt);
    }

    /** Whether the pool has got a heartbeat of this session. */
    public boolean isJoined(Pool pool) {
        return heartbeats.isAcknowledged(pool);
    }

    /**
     * Whether the pool is to be told of this session now, because it has not got any heartbeat of
     * it, or was told something else before.
     *
     * @param details that it is told from now on
     */
    public boolean hasNews(Pool pool, RunnerDetails details) {
        boolean isOther = !details.equals(told.put(pool, details));
        return isOther || !isJoined(pool);
    }

    /**
     * A message has been read.
     *
     * @param to the session that it is for
     * @param writtenAt by the dispatcher's clock
     */
    public void messageRead(Holder to, Pool pool, Instant writtenAt) {
        if (to.equals(holder)) {
            readUpTo.merge(pool, writtenAt, (a, b) -> a.isAfter(b) ? a : b);
        }
    }

    /** When the newest message was written that was read; null before the first. */
    public @Nullable Instant readUpTo(Pool pool) {
        return readUpTo.get(pool);
    }

    /** Decides about a claim; one that is accepted is held from here on. */
    public ClaimDecision accept(ClaimGranted claim, long now) {
        Pool pool = claim.pool();
        messageRead(claim.holder(), pool, claim.claimedAt());
        if (!claim.holder().equals(holder)) {
            return ClaimDecision.OTHER_SESSION;
        }
        if (recent.contains(claim.attempt())) {
            return ClaimDecision.DUPLICATE;
        }
        recent.add(claim.attempt());
        // A claim may overtake the acknowledgement of the join that it answers.
        if (hasEnded(now) || heartbeats.isJoinExpired(pool, now, timeouts.heartbeatTimeout())) {
            return ClaimDecision.SESSION_ENDED;
        }
        timeouts = timeouts.withLease(claim.lease());
        if (state == State.DRAINING) {
            return ClaimDecision.DRAINING;
        }
        // One that crosses with the end of a wait would only be given back, and come again.
        int lent = held.justTakenBack(pool, now, CROSSING);
        if (busySlots(pool) - lent >= slots(pool)) {
            return ClaimDecision.NO_FREE_SLOT;
        }
        held.hold(claim.attempt(), pool);
        return ClaimDecision.ACCEPTED;
    }

    /**
     * Its agent has ended, and its outcome is about to be sent.
     *
     * @return whether this session may still report it
     */
    public boolean agentEnded(Attempt attempt, long now) {
        return !hasEnded(now) && held.freeSlot(attempt);
    }

    /**
     * Its agent waits for others and lends its slot, or does not any more.
     *
     * @return whether that is to be told
     */
    public boolean lend(Attempt attempt, boolean waiting, long now) {
        return !hasEnded(now) && held.lend(attempt, waiting, now);
    }

    /** Its outcome has arrived, or it was never started. */
    public void release(Attempt attempt) {
        held.release(attempt);
    }

    /** Those of the pool that are accepted and not yet released. */
    public List<Attempt> heldAttempts(Pool pool) {
        return held.ofPool(pool);
    }

    public int heldCount() {
        return held.count();
    }

    /** Of all pools, those that wait for others included. */
    public int runningAgents() {
        return held.running();
    }

    /** Without those that are lent; may be more than there are, when one was taken back. */
    public int busySlots(Pool pool) {
        return held.inSlots(pool);
    }

    public void drain() {
        if (state == State.ALIVE) {
            state = State.DRAINING;
        }
    }

    public void fence() {
        state = State.FENCED;
    }

    public boolean isFenced() {
        return state == State.FENCED;
    }

    /** Whether a pool that had got heartbeats has got none for too long. */
    public boolean isExpired(long now) {
        return heartbeats.isExpired(now, timeouts.heartbeatTimeout());
    }

    /** Since the last heartbeat, of the pool that waited longest; zero before the first. */
    public Duration silence(long now) {
        return heartbeats.longestSilence(now);
    }

    private boolean hasEnded(long now) {
        return isFenced() || isExpired(now);
    }
}
