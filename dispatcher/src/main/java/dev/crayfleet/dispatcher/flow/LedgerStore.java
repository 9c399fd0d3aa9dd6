package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.RunnerEntry;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The ledger as Kafka Streams keeps it, in one store whose changelog makes it durable. Keys:
 *
 * <pre>
 * task/&lt;id&gt;                              TaskEntry, not ended
 * done/&lt;id&gt;                              FinishedTask
 * ended/&lt;13 digits of ms&gt;/&lt;id&gt;           nothing: ended tasks by age, so that forgetting them is a short scan
 * runner/&lt;pool&gt;/&lt;runner&gt;/&lt;incarnation&gt;  RunnerEntry
 * </pre>
 */
final class LedgerStore {
    private static final String TASK = "task/";
    private static final String DONE = "done/";
    private static final String ENDED = "ended/";
    private static final String RUNNER = "runner/";
    private static final byte[] NOTHING = new byte[0];

    /** Above every digit and letter that keys have. */
    private static final char END = '~';

    private final KeyValueStore<String, byte[]> store;
    private final Codec codec;

    LedgerStore(KeyValueStore<String, byte[]> store, Codec codec) {
        this.store = store;
        this.codec = codec;
    }

    /** The ledger as it was last recorded. */
    Ledger read() {
        Ledger ledger = new Ledger(this::finished);
        try (KeyValueIterator<String, byte[]> runners = store.range(RUNNER, RUNNER + END)) {
            runners.forEachRemaining(each ->
                    ledger.apply(
                            new LedgerEntry.RunnerPut(
                                    codec.decodeRecord(each.value, RunnerEntry.class))));
        }
        try (KeyValueIterator<String, byte[]> tasks = store.range(TASK, TASK + END)) {
            tasks.forEachRemaining(each ->
                    ledger.apply(
                            new LedgerEntry.TaskPut(
                                    codec.decodeRecord(each.value, TaskEntry.class))));
        }
        return ledger;
    }

    /** For a reader outside of the lane's own thread. */
    static Optional<TaskView> view(
            ReadOnlyKeyValueStore<String, byte[]> store, Codec codec, TaskId id) {
        byte[] live = store.get(TASK + id);
        if (live != null) {
            return Optional.of(TaskView.of(codec.decodeRecord(live, TaskEntry.class)));
        }
        byte[] done = store.get(DONE + id);
        return done == null
                ? Optional.empty()
                : Optional.of(TaskView.of(codec.decodeRecord(done, FinishedTask.class)));
    }

    void write(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.TaskPut put ->
                    store.put(TASK + put.task().submitted().id(), codec.encodeRecord(put.task()));
            case LedgerEntry.TaskClosed closed -> {
                FinishedTask task = closed.task();
                store.delete(TASK + task.id());
                store.put(DONE + task.id(), codec.encodeRecord(task));
                store.put(endedKey(task.finishedAt(), task.id()), NOTHING);
            }
            case LedgerEntry.TaskForgotten forgotten -> {
                store.delete(DONE + forgotten.id());
                store.delete(endedKey(forgotten.finishedAt(), forgotten.id()));
            }
            case LedgerEntry.RunnerPut put ->
                    store.put(
                            runnerKey(
                                    new RunnerEntry.Key(
                                            put.runner().pool(), put.runner().holder())),
                            codec.encodeRecord(put.runner()));
            case LedgerEntry.RunnerRemoved removed -> store.delete(runnerKey(removed.runner()));
            case LedgerEntry.RunnerHeard heard -> {
                // Leases are not recorded: whoever takes over starts them anew.
            }
        }
    }

    Optional<FinishedTask> finished(TaskId id) {
        byte[] found = store.get(DONE + id);
        return found == null
                ? Optional.empty()
                : Optional.of(codec.decodeRecord(found, FinishedTask.class));
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

    private static String runnerKey(RunnerEntry.Key key) {
        return RUNNER + key.pool() + "/" + key.holder().runner() + "/" + key.holder().incarnation();
    }
}
