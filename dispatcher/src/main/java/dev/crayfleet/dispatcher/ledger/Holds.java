package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keeps tasks of a lane from being claimed because somebody has said so. For one thread. */
final class Holds {
    /** Of a lane; anybody can invent names of pools. */
    static final int MAX_PAUSES = 1_000;

    private LaneStop stop = LaneStop.NONE;

    /** The oldest order first; those to resume are among them, so that a late copy is known. */
    private final Map<Pool, PoolPause> pauses = new LinkedHashMap<>();

    LaneStop stop() {
        return stop;
    }

    void setStop(LaneStop next) {
        stop = next;
    }

    void put(PoolPause pause) {
        pauses.remove(pause.pool());
        pauses.put(pause.pool(), pause);
    }

    void forget(Pool pool) {
        pauses.remove(pool);
    }

    /** The last order for a pool, as far as it is remembered. */
    Optional<PoolPause> lastOrder(Pool pool) {
        return Optional.ofNullable(pauses.get(pool));
    }

    boolean isFull() {
        return pauses.size() >= MAX_PAUSES;
    }

    /** The oldest order to resume, which can be forgotten first. */
    Optional<PoolPause> oldestResumed() {
        return pauses.values().stream().filter(pause -> !pause.paused()).findFirst();
    }

    Optional<PoolPause> pause(Pool pool) {
        return lastOrder(pool).filter(PoolPause::paused);
    }

    List<PoolPause> paused() {
        return pauses.values().stream().filter(PoolPause::paused).toList();
    }

    boolean isHeld(Pool pool) {
        return stop.current() != null || pause(pool).isPresent();
    }

    /** Why nothing of the pool is claimed; empty where that is not held up. */
    Optional<WaitReason> reason(Pool pool) {
        LaneStop.Current current = stop.current();
        return current != null
                ? Optional.of(new WaitReason.OnHold(null, current.order(), current.since()))
                : pause(pool)
                        .map(pause -> new WaitReason.OnHold(pool, pause.order(), pause.since()));
    }
}
