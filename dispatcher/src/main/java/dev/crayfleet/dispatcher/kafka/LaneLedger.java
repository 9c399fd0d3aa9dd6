package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.HoldsView;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import dev.crayfleet.dispatcher.ledger.Queries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's ledger, in memory and in its store. A decision is made and encoded first, so that a
 * failure there has written nothing; then it is written. For the thread that has the lane's lock.
 */
final class LaneLedger {
    private static final Logger LOG = LoggerFactory.getLogger(LaneLedger.class);
    private static final int MAX_FORGOTTEN_AT_ONCE = 500;

    private final LaneDependencies dependencies;
    private final int lane;
    private final LaneRecordWriter writer;
    private final LaneSpans spans;
    private final LedgerStore store;
    private Ledger ledger;
    private Instant nextForgetAt = Instant.MIN;
    private boolean isBalanced = true;

    /**
     * @param lastRead when the lane was read last
     */
    LaneLedger(
            LaneDependencies dependencies,
            int lane,
            LaneRecordWriter writer,
            LedgerStore store,
            Instant lastRead) {
        this.dependencies = dependencies;
        this.lane = lane;
        this.writer = writer;
        this.spans = new LaneSpans(dependencies.tracer());
        this.store = store;
        this.ledger = read(lastRead);
    }

    /** A decision, and all that it writes, as bytes. */
    record EncodedDecision(
            Decision decision,
            List<KeyValue<String, byte @Nullable []>> rows,
            List<LaneRecordWriter.OutgoingRecord> records) {
        /** Whether nothing is written; a refusal is a dead letter. */
        boolean isEmpty() {
            return rows.isEmpty() && records.isEmpty() && decision.refusal().isEmpty();
        }

        boolean hasClaims() {
            return !decision.claims().isEmpty();
        }
    }

    Ledger ledger() {
        return ledger;
    }

    /**
     * Decides, and applies the decision to the ledger.
     *
     * @throws RuntimeException if the core fails on it, or what follows cannot be written; call
     *     {@link #recover} then
     */
    EncodedDecision decide(Input input) {
        Instant now = dependencies.clock().instant();
        Decision decision =
                dependencies.decider().handle(ledger, spans.enter(input, ledger, now), now);
        return new EncodedDecision(
                decision, store.encode(decision.entries()), writer.encode(decision));
    }

    void write(EncodedDecision encoded) {
        store.write(encoded.rows());
        writer.send(encoded.decision(), encoded.records());
        spans.claimed(encoded.decision());
    }

    /**
     * To be called after a decision failed: reads the ledger again from its store if it was changed
     * halfway.
     *
     * @param changesBefore the ledger's change count before the decision
     */
    void recover(int changesBefore) {
        dependencies.meters().countCoreFailure();
        if (ledger.changeCount() != changesBefore) {
            ledger = read(dependencies.clock().instant());
        }
    }

    private Ledger read(Instant lastRead) {
        Ledger fresh = store.read();
        fresh.takeOver(lastRead, dependencies.clock().instant());
        return fresh;
    }

    /** Rows that delete ended tasks whose retention is over, a limited number at a time. */
    List<KeyValue<String, byte @Nullable []>> forgettableRows() {
        Instant now = dependencies.clock().instant();
        if (now.isBefore(nextForgetAt)) {
            return List.of();
        }
        Duration retention = dependencies.settings().retention();
        List<LedgerEntry> old = store.endedBefore(now.minus(retention), MAX_FORGOTTEN_AT_ONCE);
        nextForgetAt =
                old.size() == MAX_FORGOTTEN_AT_ONCE ? now : now.plus(retention.dividedBy(100));
        return store.encode(old);
    }

    void forget(List<KeyValue<String, byte @Nullable []>> rows) {
        store.write(rows);
    }

    /** When ended tasks are looked through next: a hundred times in the retention. */
    Instant nextForgetAt() {
        return nextForgetAt;
    }

    /** Updates the meters, and logs an error where tasks are missing. */
    void updateMeters() {
        Map<Pool, PoolCounts> counts = ledger.counts();
        dependencies.meters().updateCounts(lane, counts);
        HoldsView holds = new Queries(ledger, dependencies.clock().instant()).holds();
        dependencies.meters().updateHolds(lane, holds);
        dependencies.lanes().updateStop(lane, holds.stop());
        boolean isBalancedNow = true;
        for (Map.Entry<Pool, PoolCounts> pool : counts.entrySet()) {
            if (pool.getValue().missing() != 0) {
                isBalancedNow = false;
                if (isBalanced) {
                    LOG.error(
                            "the ledger of pool {} does not add up: {} tasks accepted are neither alive nor ended: {}. Nothing stops; but look at the events of this pool, and report it",
                            pool.getKey(),
                            pool.getValue().missing(),
                            pool.getValue());
                }
            }
        }
        isBalanced = isBalancedNow;
    }
}
