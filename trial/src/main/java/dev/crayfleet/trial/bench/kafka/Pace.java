package dev.crayfleet.trial.bench.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When the n-th thing is due, at so many a second. It goes by the plan and not by how long the
 * things before took, so that a slow answer does not spare what is measured its load.
 */
final class Pace {
    private final long began = System.nanoTime();
    private final double perSecond;

    /**
     * @param perSecond 0 means as fast as can be
     */
    Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Returns when it is time for number {@code n}, counted from 0. */
    void await(int n) throws InterruptedException {
        if (perSecond <= 0) {
            return;
        }
        long due = began + (long) (n / perSecond * TimeUnit.SECONDS.toNanos(1));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("while pacing");
            }
        }
    }
}
