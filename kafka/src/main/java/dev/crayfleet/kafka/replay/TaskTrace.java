package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks topic says of one task that ended: where its record lies, and what its replays
 * are. Bounded, however often it was replayed.
 */
final class TaskTrace {
    /** Of a task that was replayed more often than this, not every refusal is told. */
    private static final int MAX_REPLAYS = 16;

    private final EndedTask task;
    private final String fingerprint;
    private final List<Replay> replays = new ArrayList<>(0);
    private boolean hasMoreReplays;
    private boolean hasDisbelieved;

    /** Numbers of replays that some record has; absent for most tasks, which have no replay. */
    private @Nullable BitSet taken;

    private @Nullable Source source;

    /** A record that asks for a replay; ids are those of records. */
    private static final class Replay {
        private final TaskId id;
        private final RecordPlace place;
        private boolean isRefused;

        Replay(TaskId id, RecordPlace place) {
            this.id = id;
            this.place = place;
        }
    }

    /**
     * @param isExact whether it was submitted when the result says
     * @param missingFile a sentence about a file of it that Kafka does not keep any more
     */
    private record Source(RecordPlace place, boolean isExact, @Nullable String missingFile) {}

    TaskTrace(TaskResult result) {
        this.task = EndedTask.of(result);
        this.fingerprint = TaskFingerprint.of(result.pool(), result.prompt(), result.options());
    }

    EndedTask task() {
        return task;
    }

    /**
     * A record with the task's id, in its lane. The first is what the dispatcher accepted: what
     * comes later under the same id, an edited message above all, is ignored there. Where ids were
     * used again after weeks, the time of the submission tells.
     *
     * @param missingFile a sentence, if a file of it is not kept any more
     */
    void submitted(TaskSubmitted record, RecordPlace place, @Nullable String missingFile) {
        boolean isSame =
                TaskFingerprint.of(record.pool(), record.prompt(), record.options())
                        .equals(fingerprint);
        boolean isExact = record.submittedAt().equals(task.submittedAt());
        if (isSame && (source == null || isExact && !source.isExact())) {
            source = new Source(place, isExact, missingFile);
        }
    }

    /** A record with the task's id that somebody else than the fleet may have written. */
    void disbelieved() {
        hasDisbelieved = true;
    }

    boolean isMissingSource() {
        return source == null;
    }

    /**
     * A record that repeats the task.
     *
     * @return whether a refusal of it is of interest
     */
    boolean replayed(TaskId as, RecordPlace place) {
        if (replays.size() == MAX_REPLAYS) {
            hasMoreReplays = true;
            return false;
        }
        replays.add(new Replay(as, place));
        return true;
    }

    /**
     * A record has the id of this task's replay with that number.
     *
     * @param number 0 to {@link TaskId#MAX_REPLAYS}; 0 is none
     */
    void numberTaken(int number) {
        if (taken == null) {
            taken = new BitSet();
        }
        taken.set(number);
    }

    /**
     * The one behind the highest; where a sender has taken the last one, the lowest that is left.
     * Above {@link TaskId#MAX_REPLAYS} where none is.
     */
    private int freeNumber() {
        if (taken == null) {
            return 1;
        }
        int next = Math.max(1, taken.length());
        return next <= TaskId.MAX_REPLAYS ? next : taken.nextClearBit(1);
    }

    /** The lane refused this replay: it is a dead letter, and was not done. */
    void refused(RecordPlace place) {
        replays.stream()
                .filter(each -> Objects.equals(each.place, place))
                .forEach(each -> each.isRefused = true);
    }

    /**
     * @param again whether it is replayed though it was before
     */
    Verdict verdict(boolean again) {
        List<Replay> standing = replays.stream().filter(each -> !each.isRefused).toList();
        if (!again && (hasMoreReplays || !standing.isEmpty())) {
            return new Verdict.ReplayedBefore(
                    (standing.isEmpty() ? replays : standing).getLast().id);
        }
        Source from = source;
        if (from == null) {
            return hasDisbelieved ? Verdict.Gone.DISBELIEVED : Verdict.Gone.RECORD;
        }
        if (from.missingFile() != null) {
            return new Verdict.Gone(from.missingFile());
        }
        int number = freeNumber();
        if (number > TaskId.MAX_REPLAYS) {
            return Verdict.Gone.TOO_OFTEN;
        }
        return new Verdict.Replay(
                task.id().replay(number), from.place().partition(), from.place().offset());
    }
}
