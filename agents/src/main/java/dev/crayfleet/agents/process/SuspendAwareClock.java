package dev.crayfleet.agents.process;

/** The larger advance of a steady clock and a wall clock. */
final class SuspendAwareClock implements MonotonicClock {
    private static final long MAX_DRIFT_NANOS = 1_000_000_000;
    private final MonotonicClock steady;
    private final MonotonicClock wall;
    private long lastSteady;
    private long lastWall;
    private long now;

    SuspendAwareClock(MonotonicClock steady, MonotonicClock wall) {
        this.steady = steady;
        this.wall = wall;
        this.lastSteady = steady.nanos();
        this.lastWall = wall.nanos();
    }

    @Override
    public synchronized long nanos() {
        long steadyNow = steady.nanos();
        long wallNow = wall.nanos();
        long advance = steadyNow - lastSteady;
        long wallAdvance = wallNow - lastWall;
        // Corrections of the wall clock by less than a second are ignored.
        if (wallAdvance > advance + MAX_DRIFT_NANOS) {
            advance = wallAdvance;
        }
        lastSteady = steadyNow;
        lastWall = wallNow;
        now += advance;
        return now;
    }
}
