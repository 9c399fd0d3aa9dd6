package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.PoolTotals;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.dispatcher.ledger.RunnerEntry;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import dev.crayfleet.dispatcher.ledger.TaskHistoryStep;
import dev.crayfleet.dispatcher.ledger.TaskState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as Kafka Streams keeps it, in one store whose changelog makes it durable. Keys:
 *
 * <pre>
 * asked/&lt;id&gt;                             Asked: what does not change of a task that has not ended
 * task/&lt;id&gt;                              Progress: what does
 * pool/&lt;pool&gt;                            PoolTally
 * replay/&lt;id&gt;                            ReplayEntry
 * done/&lt;id&gt;                              FinishedTask
 * ended/&lt;13 digits of ms&gt;/&lt;id&gt;           nothing: ended tasks by age, so that forgetting them is a short scan
 * runner/&lt;pool&gt;/&lt;runner&gt;/&lt;incarnation&gt;  RunnerEntry
 * quiet/&lt;pool&gt;/&lt;runner&gt;/&lt;incarnation&gt;   8 bytes: ms when a runner that has gone quiet was last heard of
 * </pre>
 */
final class LedgerStore {
    private static final String ASKED = "asked/";
    private static final String TASK = "task/";
    private static final String POOL = "pool/";
    private static final String REPLAY = "replay/";
    private static final String DONE = "done/";
    private static final String ENDED = "ended/";
    private static final String RUNNER = "runner/";
    private static final String QUIET = "quiet/";
    private static final byte[] NOTHING = new byte[0];

    /** Ended tasks that are read at the start, so that lists can show them. */
    private static final int LISTED = 1_000;

    /** Above every digit and letter that keys have. */
    private static final char END = '~';

    private final KeyValueStore<String, byte[]> store;
    private final PackedCodec codec = new PackedCodec();
    private final Rules rules;

    LedgerStore(KeyValueStore<String, byte[]> store, Rules rules) {
        this.store = store;
        this.rules = rules;
    }

    /** Written once; a prompt may be long, and a task changes some five times. */
    record Asked(TaskSubmitted submitted, RecordPosition place, int limit) {}

    record Progress(
            int attempts,
            int losses,
            int givenBack,
            TaskState state,
            TaskEntry.@Nullable Cancel cancel,
            List<TaskHistoryStep> history) {}

    /** The ledger as it was last recorded. */
    Ledger read() {
        Ledger ledger = new Ledger(rules, this::finished);
        each(
                RUNNER,
                (id, value) ->
                        ledger.apply(new LedgerEntry.RunnerPut(of(value, RunnerEntry.class))));
        each(QUIET, (id, value) -> ledger.apply(quiet(id, value)));
        each(TASK, (id, value) -> ledger.apply(new LedgerEntry.TaskPut(task(id, value))));
        each(
                REPLAY,
                (id, value) ->
                        ledger.apply(new LedgerEntry.ReplayPut(of(value, ReplayEntry.class))));
        // After the tasks: to put one has counted it.
        each(
                POOL,
                (id, value) ->
                        ledger.apply(new LedgerEntry.PoolCounted(of(value, PoolTotals.class))));
        newestEnded().forEach(ledger::remember);
        return ledger;
    }

    private interface Entry {
        void read(String id, byte[] value);
    }

    private void each(String prefix, Entry entry) {
        try (KeyValueIterator<String, byte[]> all = store.range(prefix, prefix + END)) {
            all.forEachRemaining(
                    found -> entry.read(found.key.substring(prefix.length()), found.value));
        }
    }

    private <T> T of(byte[] value, Class<T> type) {
        try {
            return codec.decode(value, type);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the ledger in Kafka was written by another version of Crayfleet, and this one cannot read it. Let that version end its tasks; then start with an empty ledger (crayfleet local --fresh, or delete the topic crayfleet-dispatcher-ledger-changelog while no dispatcher runs)",
                    e);
        }
    }

    private static LedgerEntry quiet(String id, byte[] value) {
        String[] parts = id.split("/", 3);
        RunnerEntry.Key key =
                new RunnerEntry.Key(
                        new Pool(parts[0]),
                        new Holder(new RunnerId(parts[1]), new Incarnation(parts[2])));
        return new LedgerEntry.RunnerQuiet(
                key, Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong()));
    }

    private TaskEntry task(String id, byte[] value) {
        byte[] first = store.get(ASKED + id);
        if (first == null) {
            throw new IllegalStateException("the ledger does not say what task " + id + " asks");
        }
        Asked asked = of(first, Asked.class);
        Progress now = of(value, Progress.class);
        return new TaskEntry(
                asked.submitted(),
                asked.place(),
                asked.limit(),
                now.attempts(),
                now.losses(),
                now.givenBack(),
                now.state(),
                now.cancel(),
                now.history());
    }

    /** For lists; of the oldest first. */
    private List<FinishedTask> newestEnded() {
        List<FinishedTask> newest = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> ended = store.reverseRange(ENDED, ENDED + END)) {
            while (ended.hasNext() && newest.size() < LISTED) {
                String[] parts = ended.next().key.split("/", 3);
                finished(new TaskId(parts[2])).ifPresent(newest::add);
            }
        }
        return newest.reversed();
    }

    /**
     * Rows as they will be; without a value, one that goes. Of a task that changes more than once
     * the last counts: what is between nobody reads.
     *
     * @throws RuntimeException if something of it cannot be written
     */
    List<KeyValue<String, byte @Nullable []>> pack(List<LedgerEntry> entries) {
        Set<TaskId> later = new HashSet<>();
        List<LedgerEntry> newest = new ArrayList<>();
        for (LedgerEntry entry : entries.reversed()) {
            if (!(entry instanceof LedgerEntry.TaskPut put) || later.add(put.task().id())) {
                newest.add(entry);
            }
        }
        Rows rows = new Rows();
        newest.reversed().forEach(rows::of);
        return rows.packed;
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

    /** What follows from entries, in their order. */
    private final class Rows {
        final List<KeyValue<String, byte @Nullable []>> packed = new ArrayList<>();

        private void put(String key, byte[] value) {
            if (value.length > LaneOutput.MOST_BYTES) {
                throw new IllegalArgumentException(
                        "the ledger's row %s would have %,d bytes, more than a record may have"
                                .formatted(key, value.length));
            }
            packed.add(new KeyValue<>(key, value));
        }

        private void delete(String key) {
            packed.add(new KeyValue<>(key, null));
        }

        private void deleteIfThere(String key) {
            if (store.get(key) != null) {
                delete(key);
            }
        }

        void of(LedgerEntry entry) {
            switch (entry) {
                case LedgerEntry.TaskPut put -> of(put.task());
                case LedgerEntry.TaskClosed closed -> {
                    FinishedTask task = closed.task();
                    delete(TASK + task.id());
                    delete(ASKED + task.id());
                    put(DONE + task.id(), codec.encode(task));
                    put(endedKey(task.finishedAt(), task.id()), NOTHING);
                }
                case LedgerEntry.TaskForgotten forgotten -> {
                    delete(DONE + forgotten.id());
                    delete(endedKey(forgotten.finishedAt(), forgotten.id()));
                }
                case LedgerEntry.RunnerPut put ->
                        put(
                                runnerKey(
                                        RUNNER,
                                        new RunnerEntry.Key(
                                                put.runner().pool(), put.runner().holder())),
                                codec.encode(put.runner()));
                case LedgerEntry.RunnerRemoved removed -> {
                    delete(runnerKey(RUNNER, removed.runner()));
                    deleteIfThere(runnerKey(QUIET, removed.runner()));
                }
                case LedgerEntry.RunnerQuiet(RunnerEntry.Key key, Instant since) -> {
                    if (since == null) {
                        delete(runnerKey(QUIET, key));
                    } else {
                        put(runnerKey(QUIET, key), bytes(since));
                    }
                }
                case LedgerEntry.PoolCounted counted ->
                        put(POOL + counted.tally().pool(), codec.encode(counted.tally()));
                case LedgerEntry.PoolForgotten gone -> delete(POOL + gone.pool());
                case LedgerEntry.ReplayPut put ->
                        put(REPLAY + put.replay().request().id(), codec.encode(put.replay()));
                case LedgerEntry.ReplayClosed closed -> delete(REPLAY + closed.id());
                case LedgerEntry.Passing passing -> {
                    // Whoever takes over finds it out again.
                }
            }
        }

        private void of(TaskEntry task) {
            String asked = ASKED + task.id();
            if (store.get(asked) == null) {
                put(asked, codec.encode(new Asked(task.submitted(), task.place(), task.limit())));
            }
            put(
                    TASK + task.id(),
                    codec.encode(
                            new Progress(
                                    task.attempts(),
                                    task.losses(),
                                    task.givenBack(),
                                    task.state(),
                                    task.cancel(),
                                    task.history())));
        }
    }

    Optional<FinishedTask> finished(TaskId id) {
        byte[] found = store.get(DONE + id);
        return found == null ? Optional.empty() : Optional.of(of(found, FinishedTask.class));
    }

    /**
     * Tasks that ended before {@code before}, oldest first.
     *
     * @param most at most so many
     */
    List<LedgerEntry> endedBefore(Instant before, int most) {
        List<LedgerEntry> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> ended = store.range(ENDED, ENDED + millis(before))) {
            while (ended.hasNext() && old.size() < most) {
                KeyValue<String, byte[]> each = ended.next();
                String[] parts = each.key.split("/", 3);
                old.add(
                        new LedgerEntry.TaskForgotten(
                                new TaskId(parts[2]),
                                Instant.ofEpochMilli(Long.parseLong(parts[1]))));
            }
        }
        return old;
    }

    private static String endedKey(Instant at, TaskId id) {
        return ENDED + millis(at) + "/" + id;
    }

    private static String millis(Instant at) {
        return "%013d".formatted(at.toEpochMilli());
    }

    private static byte[] bytes(Instant at) {
        return ByteBuffer.allocate(Long.BYTES).putLong(at.toEpochMilli()).array();
    }

    private static String runnerKey(String prefix, RunnerEntry.Key key) {
        return prefix + key.pool() + "/" + key.holder().runner() + "/" + key.holder().incarnation();
    }
}
