package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskHead;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.kafka.replay.ReplayPlan.PlannedReplay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a filter means, from three topics in this order: results say which tasks ended so, the
 * tasks topic where their records lie and which of them were replayed, dead letters which replays a
 * lane refused. Plain computing, with memory for what was found and for nothing else.
 *
 * <p>A replay lies in the same partition as the record that it repeats, and behind it. So as long
 * as Kafka keeps the one, it keeps the other, and none is replayed twice because its replay was
 * forgotten.
 */
final class ReplaySearch {
    private final Codec codec = new Codec();
    private final ReplayFilter filter;
    private final int maxFound;
    private final StatusWords words;
    private final Map<String, TaskTrace> found = new HashMap<>();
    private final Map<RecordPlace, TaskTrace> replays = new HashMap<>();

    /**
     * @param maxFound how many tasks are found at most
     */
    ReplaySearch(ReplayFilter filter, int maxFound) {
        this.filter = filter;
        this.maxFound = maxFound;
        this.words = StatusWords.of(filter.statuses());
    }

    /**
     * A record of the results topic. The last one of an id counts: who used it again, and was
     * answered, has nothing to replay.
     *
     * @throws IllegalArgumentException with a sentence for people, if there are too many
     */
    void result(@Nullable String key, byte @Nullable [] value) {
        if (key == null || value == null || !found.containsKey(key) && !words.mayBeIn(value)) {
            return;
        }
        if (!(codec.decodeResult(value) instanceof Decoded.Readable<TaskResult>(TaskResult result))
                || !result.id().value().equals(key)) {
            return;
        }
        if (!filter.matches(result)) {
            found.remove(key);
            return;
        }
        found.put(key, new TaskTrace(result));
        if (found.size() > maxFound) {
            throw new IllegalArgumentException(
                    "more than %,d tasks ended so: say less, with since, until, reason, agent or requester"
                            .formatted(maxFound));
        }
    }

    /** When the first of the tasks that were found was submitted; empty if none was found. */
    Optional<Instant> earliestSubmission() {
        return found.values().stream()
                .map(each -> each.task().submittedAt())
                .min(Comparator.naturalOrder());
    }

    /** Whether some records of tasks were not seen yet. */
    boolean isMissingSources() {
        return found.values().stream().anyMatch(TaskTrace::isMissingSource);
    }

    /** What is known of the fleet, beside the records. */
    interface Surroundings {
        /** The partition of a pool. */
        int laneOf(Pool pool);

        /** A sentence, if the task has a file that is not kept any more. */
        @Nullable String missingFile(TaskSubmitted task);

        /** Whether a lane believes the record that the task is from. */
        boolean isBelieved(TaskSubmitted task);
    }

    /** A record of the tasks topic. */
    void task(RecordPosition position, byte @Nullable [] value, Surroundings fleet) {
        if (value == null) {
            return;
        }
        TaskHead head = TaskHead.of(value).orElse(new TaskHead(null, null));
        String id =
                head.id() == null
                        ? TaskId.ofRecord(position.partition(), position.offset()).value()
                        : head.id();
        RecordPlace place = new RecordPlace(position.partition(), position.offset());
        noteReplay(id, head.replayOf(), place);
        TaskTrace original = found.get(id);
        if (original != null
                && fleet.laneOf(original.task().pool()) == position.partition()
                && codec.decodeTask(value, position)
                        instanceof Decoded.Readable<TaskMessage>(TaskMessage message)
                && message instanceof TaskSubmitted task) {
            if (fleet.isBelieved(task)) {
                original.submitted(task, place, fleet.missingFile(task));
            } else {
                original.disbelieved();
            }
        }
    }

    private void noteReplay(String id, @Nullable String replayOf, RecordPlace place) {
        int at = id.lastIndexOf(TaskId.REPLAY);
        TaskTrace repeated = replayOf == null ? null : found.get(replayOf);
        TaskTrace named = at < 0 ? null : found.get(id.substring(0, at));
        if (at >= 0) {
            int number = number(id.substring(at + TaskId.REPLAY.length()));
            for (TaskTrace each : new TaskTrace[] {repeated, named}) {
                if (each != null) {
                    each.numberTaken(number);
                }
            }
        }
        if (repeated != null && id.length() <= TaskId.MAX_CHARS) {
            try {
                if (repeated.replayed(new TaskId(id), place)) {
                    replays.put(place, repeated);
                }
            } catch (IllegalArgumentException e) {
                // An id that is none is a dead letter, and no replay.
                return;
            }
        }
    }

    /**
     * 0 for what is no number that we give: random digits of a single replay, and whatever else a
     * sender has thought of, as {@code 9999999}.
     */
    private static int number(String digits) {
        return digits.matches("[1-9]\\d{0,2}") ? Integer.parseInt(digits) : 0;
    }

    /** A record of the tasks topic is a dead letter. */
    void refused(int partition, long offset) {
        RecordPlace place = new RecordPlace(partition, offset);
        TaskTrace repeated = replays.get(place);
        if (repeated != null) {
            repeated.refused(place);
        }
    }

    /** Whether a lane may have refused a replay of what was found. */
    boolean hasReplays() {
        return !replays.isEmpty();
    }

    /**
     * @param again whether tasks are replayed that were before
     * @param limit how many are replayed at most: those that ended first
     */
    ReplayPlan plan(boolean again, int limit) {
        List<TaskTrace> inOrder = new ArrayList<>(found.values());
        inOrder.sort(
                Comparator.comparing((TaskTrace each) -> each.task().finishedAt())
                        .thenComparing(each -> each.task().id()));
        List<PlannedReplay> planned = new ArrayList<>(inOrder.size());
        int left = limit;
        for (TaskTrace each : inOrder) {
            Verdict verdict = each.verdict(again);
            if (verdict instanceof Verdict.Replay && left-- <= 0) {
                verdict = new Verdict.BeyondLimit();
            }
            planned.add(new PlannedReplay(each.task(), verdict));
        }
        return new ReplayPlan(planned);
    }
}
