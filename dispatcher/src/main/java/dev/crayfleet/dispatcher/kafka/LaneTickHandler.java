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

/** Handles the ticks of a lane: what is due because time has passed. */
final class LaneTickHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LaneTickHandler.class);

    /** While ticks fail, only every 300th failure is logged, which is one a minute. */
    private static final int FAILED_TICKS_PER_LOG_LINE = 300;

    /**
     * How long declaring a runner lost is put off, so that heartbeats that have already arrived are
     * read first.
     */
    private static final Duration READ_AHEAD_TIME = Duration.ofMillis(500);

    /**
     * If a tick is later than this, the lane may have been unable to read heartbeats for as long.
     */
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
     * @param lateness how long after its due time the tick was fired
     * @return false if it failed and has to be tried again
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
            // Nothing was written. The ledger is read again, and the next tick tries again.
            if (failedTicks++ % FAILED_TICKS_PER_LOG_LINE == 0) {
                LOG.error("lane {}: its tick failed, {} times in a row", lane, failedTicks, e);
            }
            ledger.recover(changesBefore);
            return false;
        }
    }

    /**
     * Puts off declaring runners lost, once, so that heartbeats that have already arrived are read
     * first.
     */
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
        // From here on, exceptions come from Kafka and not from the decision.
        ledger.write(encoded);
        ledger.forget(forgotten);
        if (!encoded.isEmpty() || !forgotten.isEmpty()) {
            commits.written(encoded.hasClaims());
        }
    }
}
