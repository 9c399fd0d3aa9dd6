package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.PoolCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's ledger, in memory and in its store. What an input leads to is decided and made bytes
 * first, so that whatever fails there has written nothing; then it is carried out. For the thread
 * that has the lane's lock.
 */
final class LaneLedger {
    private static final Logger LOG = LoggerFactory.getLogger(LaneLedger.class);
    private static final int FORGET_AT_ONCE = 500;

    private final LaneParts parts;
    private final int number;
    private final LaneOutput output;
    private final LedgerStore store;
    private Ledger ledger;
    private Instant forgetAt = Instant.MIN;
    private boolean isBalanced = true;

    /**
     * @param number of the lane
     * @param lastRead when the lane was read last
     */
    LaneLedger(
            LaneParts parts, int number, LaneOutput output, LedgerStore store, Instant lastRead) {
        this.parts = parts;
        this.number = number;
        this.output = output;
        this.store = store;
        this.ledger = read(lastRead);
    }

    /** A decision, and all that it writes, as bytes. */
    record Packed(
            Decision decision,
            List<KeyValue<String, byte @Nullable []>> rows,
            List<LaneOutput.Outgoing> records) {
        boolean isEmpty() {
            return rows.isEmpty() && records.isEmpty();
        }

        boolean hasClaims() {
            return !decision.claims().isEmpty();
        }
    }

    Ledger ledger() {
        return ledger;
    }

    /**
     * Decides, and takes the decision into the ledger.
     *
     * @throws RuntimeException if the core fails on it, or what follows cannot be written; call
     *     {@link #failed} then
     */
    Packed decide(Input input) {
        Decision decision = parts.decider().handle(ledger, input, parts.clock().instant());
        return new Packed(decision, store.pack(decision.entries()), output.pack(decision));
    }

    void carryOut(Packed packed) {
        store.write(packed.rows());
        output.carryOut(packed.decision(), packed.records());
    }

    /**
     * The core has failed, and may have left the ledger half changed: it is read again.
     *
     * @param changesBefore of the ledger, before it was asked
     */
    void failed(int changesBefore) {
        parts.meters().coreFailed();
        if (ledger.changes() != changesBefore) {
            ledger = read(parts.clock().instant());
        }
    }

    private Ledger read(Instant lastRead) {
        Ledger fresh = store.read();
        fresh.takenOver(lastRead, parts.clock().instant());
        return fresh;
    }

    /** Rows of ended tasks whose time is over; some at once, the next ones when it is due again. */
    List<KeyValue<String, byte @Nullable []>> forgettable() {
        Instant now = parts.clock().instant();
        if (now.isBefore(forgetAt)) {
            return List.of();
        }
        Duration retention = parts.settings().retention();
        List<LedgerEntry> old = store.endedBefore(now.minus(retention), FORGET_AT_ONCE);
        forgetAt = old.size() == FORGET_AT_ONCE ? now : now.plus(retention.dividedBy(100));
        return store.pack(old);
    }

    void forget(List<KeyValue<String, byte @Nullable []>> rows) {
        store.write(rows);
    }

    /** When ended tasks are looked through next: a hundred times in their time. */
    Instant forgetAt() {
        return forgetAt;
    }

    /** Tells the meters, and sounds the alarm where tasks are missing. */
    void count() {
        Map<Pool, PoolCounts> census = ledger.census();
        parts.meters().census(number, census);
        boolean balanced = true;
        for (Map.Entry<Pool, PoolCounts> pool : census.entrySet()) {
            if (pool.getValue().missing() != 0) {
                balanced = false;
                if (isBalanced) {
                    LOG.error(
                            "the ledger of pool {} does not add up: {} tasks accepted are neither alive nor ended: {}. Nothing stops; but look at the events of this pool, and report it",
                            pool.getKey(),
                            pool.getValue().missing(),
                            pool.getValue());
                }
            }
        }
        isBalanced = balanced;
    }
}
