package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.kafka.LedgerRows.StoredProgress;
import dev.crayfleet.dispatcher.kafka.LedgerRows.StoredSubmission;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.LaneFleet;
import dev.crayfleet.dispatcher.ledger.LaneStop;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.PoolPause;
import dev.crayfleet.dispatcher.ledger.PoolTotals;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.dispatcher.ledger.RunnerEntry;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as Kafka Streams keeps it, in one store whose changelog makes it durable; {@link
 * LedgerKeys} lists its rows.
 */
final class LedgerStore {
    /** How many ended tasks are read at the start, so that lists can show them. */
    private static final int MAX_FINISHED_READ = 1_000;

    private final KeyValueStore<String, byte[]> store;
    private final PackedCodec codec = LedgerRows.codec();
    private final Rules rules;

    LedgerStore(KeyValueStore<String, byte[]> store, Rules rules) {
        this.store = store;
        this.rules = rules;
    }

    /** The ledger as it was last recorded. */
    Ledger read() {
        Ledger ledger = new Ledger(rules, this::finished);
        // Before the tasks, because it says what is counted of them.
        byte[] fleet = store.get(LedgerKeys.FLEET);
        if (fleet != null) {
            ledger.apply(new LedgerEntry.FleetPut(decode(fleet, LaneFleet.class)));
        }
        forEach(
                LedgerKeys.RUNNER,
                (key, value) ->
                        ledger.apply(new LedgerEntry.RunnerPut(decode(value, RunnerEntry.class))));
        forEach(
                LedgerKeys.QUIET,
                (key, value) ->
                        ledger.apply(
                                new LedgerEntry.RunnerQuiet(
                                        LedgerKeys.parseRunner(key),
                                        LedgerRows.decodeInstant(value))));
        forEach(
                LedgerKeys.PROGRESS,
                (id, value) -> ledger.apply(new LedgerEntry.TaskPut(task(id, value))));
        forEach(
                LedgerKeys.REPLAY,
                (id, value) ->
                        ledger.apply(new LedgerEntry.ReplayPut(decode(value, ReplayEntry.class))));
        readHolds(ledger);
        // After the tasks, because putting a task counts it.
        forEach(
                LedgerKeys.POOL,
                (pool, value) ->
                        ledger.apply(new LedgerEntry.PoolCounted(decode(value, PoolTotals.class))));
        newestFinished().forEach(ledger::addFinished);
        return ledger;
    }

    private void readHolds(Ledger ledger) {
        byte[] stop = store.get(LedgerKeys.STOP);
        if (stop != null) {
            ledger.apply(new LedgerEntry.StopPut(decode(stop, LaneStop.class)));
        }
        List<PoolPause> pauses = new ArrayList<>();
        forEach(LedgerKeys.PAUSE, (pool, value) -> pauses.add(decode(value, PoolPause.class)));
        pauses.sort(Comparator.comparing(PoolPause::since));
        pauses.forEach(pause -> ledger.apply(new LedgerEntry.PausePut(pause)));
    }

    private interface RowReader {
        /**
         * @param key behind the prefix
         */
        void read(String key, byte[] value);
    }

    private void forEach(String prefix, RowReader reader) {
        try (KeyValueIterator<String, byte[]> rows =
                store.range(prefix, LedgerKeys.endOf(prefix))) {
            rows.forEachRemaining(
                    row -> reader.read(row.key.substring(prefix.length()), row.value));
        }
    }

    private <T> T decode(byte[] value, Class<T> type) {
        try {
            return codec.decode(value, type);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the ledger in Kafka was written by another version of Crayfleet, and this one cannot read it. Let that version end its tasks; then start with an empty ledger (crayfleet local --fresh, or delete the topic crayfleet-dispatcher-ledger-changelog while no dispatcher runs)",
                    e);
        }
    }

    private TaskEntry task(String id, byte[] progress) {
        byte[] submission = store.get(LedgerKeys.SUBMISSION + id);
        if (submission == null) {
            throw new IllegalStateException("the ledger does not say what task " + id + " asks");
        }
        return decode(progress, StoredProgress.class)
                .toEntry(decode(submission, StoredSubmission.class));
    }

    /** For lists; the oldest of them first. */
    private List<FinishedTask> newestFinished() {
        List<FinishedTask> newest = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows =
                store.reverseRange(LedgerKeys.ENDED, LedgerKeys.endOf(LedgerKeys.ENDED))) {
            while (rows.hasNext() && newest.size() < MAX_FINISHED_READ) {
                finished(LedgerKeys.parseEnded(rows.next().key).id()).ifPresent(newest::add);
            }
        }
        return newest.reversed();
    }

    /**
     * The rows that entries change; a row without a value is deleted. If a task changes more than
     * once, only its last state is stored.
     *
     * @throws RuntimeException if a row cannot be encoded or is too large
     */
    List<KeyValue<String, byte @Nullable []>> encode(List<LedgerEntry> entries) {
        Set<TaskId> seen = new HashSet<>();
        List<LedgerEntry> newestFirst = new ArrayList<>();
        for (LedgerEntry entry : entries.reversed()) {
            if (!(entry instanceof LedgerEntry.TaskPut put) || seen.add(put.task().id())) {
                newestFirst.add(entry);
            }
        }
        LedgerRows rows = new LedgerRows(codec, key -> store.get(key) != null);
        newestFirst.reversed().forEach(rows::add);
        return rows.rows();
    }

    void write(List<KeyValue<String, byte @Nullable []>> rows) {
        for (KeyValue<String, byte @Nullable []> row : rows) {
            if (row.value == null) {
                store.delete(row.key);
            } else {
                store.put(row.key, row.value);
            }
        }
    }

    Optional<FinishedTask> finished(TaskId id) {
        byte[] found = store.get(LedgerKeys.FINISHED + id);
        return found == null ? Optional.empty() : Optional.of(decode(found, FinishedTask.class));
    }

    /** At most {@code max} tasks that ended before {@code before}, oldest first. */
    List<LedgerEntry> endedBefore(Instant before, int max) {
        List<LedgerEntry> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows =
                store.range(LedgerKeys.ENDED, LedgerKeys.endedAt(before))) {
            while (rows.hasNext() && old.size() < max) {
                old.add(LedgerKeys.parseEnded(rows.next().key));
            }
        }
        return old;
    }
}
