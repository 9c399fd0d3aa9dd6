package dev.crayfleet.ingest.discord;

import dev.crayfleet.kafka.Backoff;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wait between two tries at Kafka or Discord, which ends early when ingest is closed. */
final class RetryPause {
    private final Backoff backoff;
    private final IntakeMeters meters;
    private final CountDownLatch closed;

    /**
     * @param closed counted down when ingest is closed
     */
    RetryPause(Backoff backoff, IntakeMeters meters, CountDownLatch closed) {
        this.backoff = backoff;
        this.meters = meters;
        this.closed = closed;
    }

    /**
     * @param failures in a row, from 1
     * @throws InterruptedException if ingest was closed meanwhile
     */
    void await(int failures) throws InterruptedException {
        meters.countRetried();
        if (closed.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("closed");
        }
    }
}
