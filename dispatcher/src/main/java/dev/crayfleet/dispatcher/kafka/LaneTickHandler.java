package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.kafka.FatalErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows in a lane from the passing of time. */
final class LaneTickHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LaneTickHandler.class);

    /** While ticks fail, one in so many is logged: one a minute. */
    private static final int FAILED_TICKS_PER_LOG_LINE = 300;

    /** Before a runner is declared lost, what has come and was not read yet is read for so long. */
    private static final Duration READ_AHEAD_TIME = Duration.ofMillis(500);

    /** A tick that is later than that may mean that the lane could not read for as long. */
    private static final Duration MAX_LATENESS = Duration.ofSeconds(1);

    private final LaneDependencies dependencies;
    private final int lane;
    private final LaneLedger ledger;
    private final LaneCommits commits;
    private boolean isReadingAhead;
    private int failedTicks;

    LaneTickHandler(
            LaneDependencies dependencies, int lane, LaneLedger ledger, LaneCommits commits) {
        this.dependencies = dependencies;
        this.lane = lane;
        this.ledger = ledger;
        this.commits = commits;
    }

    /**
     * @param lateness how much later than it was due
     * @return false if it failed, and is to be tried again
     */
    boolean tick(Instant now, Duration lateness) {
        readAheadBeforeLoss(now, lateness);
        int changesBefore = ledger.ledger().changeCount();
        try {
            decideAndWrite();
            failedTicks = 0;
            return true;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            FatalErrors.rethrowIfKafkas(e);
            // Nothing was written: the ledger is read again, and the next tick tries anew.
            if (failedTicks++ % FAILED_TICKS_PER_LOG_LINE == 0) {
                LOG.error("lane {}: its tick failed, {} times in a row", lane, failedTicks, e);
            }
            ledger.recover(changesBefore);
            return false;
        }
    }

    /** Before a runner is declared lost, what has come and was not read yet is read. */
    private void readAheadBeforeLoss(Instant now, Duration lateness) {
        if (!ledger.ledger().hasExpiredLease(now) || isReadingAhead) {
            isReadingAhead = false;
            return;
        }
        isReadingAhead = true;
        if (lateness.compareTo(MAX_LATENESS) > 0) {
            LOG.warn(
                    "lane {} stood still for {} s; its runners are given time to be heard of",
                    lane,
                    lateness.toSeconds());
            Duration grace = dependencies.decider().rules().leases().grace();
            ledger.ledger().deferLeaseExpiry(now.plus(grace));
        } else {
            ledger.ledger().deferLeaseExpiry(now.plus(READ_AHEAD_TIME));
        }
    }

    private void decideAndWrite() {
        LaneLedger.EncodedDecision encoded = ledger.decide(new Input.Tick());
        List<KeyValue<String, byte @Nullable []>> forgotten = ledger.forgettableRows();
        // What Kafka throws from here on is not the core's failure.
        ledger.write(encoded);
        ledger.forget(forgotten);
        if (!encoded.isEmpty() || !forgotten.isEmpty()) {
            commits.written(encoded.hasClaims());
        }
    }
}
