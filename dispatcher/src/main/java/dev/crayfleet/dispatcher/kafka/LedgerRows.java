package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.dispatcher.ledger.AttemptCounts;
import dev.crayfleet.dispatcher.ledger.Child;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.RunnerKey;
import dev.crayfleet.dispatcher.ledger.Submission;
import dev.crayfleet.dispatcher.ledger.TaskDigest;
import dev.crayfleet.dispatcher.ledger.TaskEntry;
import dev.crayfleet.dispatcher.ledger.TaskHistoryStep;
import dev.crayfleet.dispatcher.ledger.TaskState;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the store that follow from entries of the ledger, in their order. A row without a value
 * is deleted.
 */
final class LedgerRows {
    private static final byte[] NOTHING = new byte[0];

    /** There is a row of these for every task. */
    static PackedCodec codec() {
        return new PackedCodec(
                StoredSubmission.class,
                StoredProgress.class,
                FinishedTask.class,
                TaskHistoryStep.class,
                TaskDigest.class,
                RecordPosition.class,
                Requester.class);
    }

    private final PackedCodec codec;
    private final Predicate<String> isStored;
    private final List<KeyValue<String, byte @Nullable []>> rows = new ArrayList<>();

    /**
     * @param isStored whether the store has a row with that key
     */
    LedgerRows(PackedCodec codec, Predicate<String> isStored) {
        this.codec = codec;
        this.isStored = isStored;
    }

    /**
     * The part of a task that never changes. Stored apart, because a prompt may be long and a task
     * changes about five times.
     */
    record StoredSubmission(
            TaskSubmitted submitted,
            RecordPosition place,
            int limit,
            @Nullable Allowed allowed,
            @Nullable List<String> roles) {
        static StoredSubmission of(Submission submission) {
            return new StoredSubmission(
                    submission.task(),
                    submission.place(),
                    submission.maxAttempts(),
                    submission.allowed(),
                    submission.roles());
        }
    }

    /** The part of a task that changes. */
    record StoredProgress(
            int attempts,
            int losses,
            int givenBack,
            TaskState state,
            TaskEntry.@Nullable Cancel cancel,
            List<TaskHistoryStep> history,
            @Nullable List<Child> children) {
        static StoredProgress of(TaskEntry task) {
            AttemptCounts counts = task.counts();
            return new StoredProgress(
                    counts.claimed(),
                    counts.lost(),
                    counts.givenBack(),
                    task.state(),
                    task.cancel(),
                    task.history(),
                    task.children().isEmpty() ? null : task.children());
        }

        TaskEntry toEntry(StoredSubmission stored) {
            return new TaskEntry(
                    new Submission(
                            stored.submitted(),
                            stored.place(),
                            stored.limit(),
                            stored.allowed(),
                            stored.roles()),
                    new AttemptCounts(attempts, losses, givenBack),
                    state,
                    cancel,
                    history,
                    children == null ? List.of() : children);
        }
    }

    List<KeyValue<String, byte @Nullable []>> rows() {
        return rows;
    }

    /**
     * @throws RuntimeException if it cannot be written
     */
    void add(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.TaskPut put -> addTask(put.task());
            case LedgerEntry.TaskClosed closed -> addFinished(closed.task());
            case LedgerEntry.TaskForgotten forgotten -> {
                delete(LedgerKeys.FINISHED + forgotten.id());
                delete(LedgerKeys.ended(forgotten.finishedAt(), forgotten.id()));
            }
            case LedgerEntry.RunnerPut put ->
                    put(
                            LedgerKeys.runner(
                                    new RunnerKey(put.runner().pool(), put.runner().holder())),
                            codec.encode(put.runner()));
            case LedgerEntry.RunnerRemoved removed -> {
                delete(LedgerKeys.runner(removed.runner()));
                deleteIfStored(LedgerKeys.quiet(removed.runner()));
            }
            case LedgerEntry.RunnerQuiet(RunnerKey key, Instant since) -> {
                if (since == null) {
                    delete(LedgerKeys.quiet(key));
                } else {
                    put(LedgerKeys.quiet(key), encode(since));
                }
            }
            case LedgerEntry.PoolCounted counted ->
                    put(LedgerKeys.POOL + counted.totals().pool(), codec.encode(counted.totals()));
            case LedgerEntry.PoolForgotten forgotten -> delete(LedgerKeys.POOL + forgotten.pool());
            case LedgerEntry.ReplayPut put ->
                    put(
                            LedgerKeys.REPLAY + put.replay().request().id(),
                            codec.encode(put.replay()));
            case LedgerEntry.ReplayClosed closed -> delete(LedgerKeys.REPLAY + closed.id());
            case LedgerEntry.StopPut put -> put(LedgerKeys.STOP, codec.encode(put.stop()));
            case LedgerEntry.FleetPut put -> put(LedgerKeys.FLEET, codec.encode(put.fleet()));
            case LedgerEntry.PausePut put ->
                    put(LedgerKeys.PAUSE + put.pause().pool(), codec.encode(put.pause()));
            case LedgerEntry.PauseForgotten forgotten ->
                    delete(LedgerKeys.PAUSE + forgotten.pool());
            case LedgerEntry.Unrecorded unrecorded -> {
                // Not stored: a dispatcher that takes the lane over learns it again.
            }
        }
    }

    private void addTask(TaskEntry task) {
        String submissionKey = LedgerKeys.SUBMISSION + task.id();
        if (!isStored.test(submissionKey)) {
            put(submissionKey, codec.encode(StoredSubmission.of(task.submission())));
        }
        put(LedgerKeys.PROGRESS + task.id(), codec.encode(StoredProgress.of(task)));
    }

    private void addFinished(FinishedTask task) {
        delete(LedgerKeys.PROGRESS + task.id());
        delete(LedgerKeys.SUBMISSION + task.id());
        put(LedgerKeys.FINISHED + task.id(), codec.encode(task));
        put(LedgerKeys.ended(task.finishedAt(), task.id()), NOTHING);
    }

    private void put(String key, byte[] value) {
        if (value.length > LaneRecordWriter.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "the ledger's row %s would have %,d bytes, more than a record may have"
                            .formatted(key, value.length));
        }
        rows.add(new KeyValue<>(key, value));
    }

    private void delete(String key) {
        rows.add(new KeyValue<>(key, null));
    }

    private void deleteIfStored(String key) {
        if (isStored.test(key)) {
            delete(key);
        }
    }

    private static byte[] encode(Instant at) {
        return ByteBuffer.allocate(Long.BYTES).putLong(at.toEpochMilli()).array();
    }

    static Instant decodeInstant(byte[] value) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
    }
}
