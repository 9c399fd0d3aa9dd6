package dev.crayfleet.trial.bench.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the n-th of many actions is due, at a fixed rate from the start. A slow action does
 * not delay those after it, so that the load does not shrink when what is measured becomes slow.
 */
final class Pacer {
    private final long started = System.nanoTime();
    private final double perSecond;

    /**
     * @param perSecond 0 means without waiting
     */
    Pacer(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Returns when action number {@code number}, from 0, is due. */
    void await(int number) throws InterruptedException {
        if (perSecond <= 0) {
            return;
        }
        long due = started + (long) (number / perSecond * TimeUnit.SECONDS.toNanos(1));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("while pacing");
            }
        }
    }
}
