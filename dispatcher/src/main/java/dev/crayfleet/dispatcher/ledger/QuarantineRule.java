package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ReadableTimes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a runner on which tasks keep failing gets no more tasks. Each task counts once, however
 * often it is tried, and half if the failure may be the task's own fault. The tasks of one
 * requester count for at most half of the needed number, so that no requester alone can take a
 * runner away from the others. If the tasks of one requester alone reach the needed number, the
 * runner gets no more tasks of that requester, but still those of others.
 *
 * @param after different tasks in a row, 1 to {@value #MAX_AFTER}
 * @param firstDuration how long, before one task is tried on it; doubles with each that fails too
 * @param maxDuration where the doubling ends
 */
public record QuarantineRule(int after, Duration firstDuration, Duration maxDuration) {
    /** The failures are stored in the entry of the runner, which has to stay small. */
    static final int MAX_AFTER = 100;

    public static final QuarantineRule DEFAULT =
            new QuarantineRule(5, Duration.ofMinutes(1), Duration.ofMinutes(10));

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public QuarantineRule {
        if (after < 1
                || after > MAX_AFTER
                || !firstDuration.isPositive()
                || maxDuration.compareTo(firstDuration) < 0) {
            throw new IllegalArgumentException(
                    "quarantine after %d failures, of 1 to %d, for %s to %s"
                            .formatted(
                                    after,
                                    MAX_AFTER,
                                    ReadableTimes.duration(firstDuration),
                                    ReadableTimes.duration(maxDuration)));
        }
    }

    /** What follows from a runner's failures. */
    sealed interface Verdict {
        /** Nothing yet. */
        record NoQuarantine() implements Verdict {}

        /** It gets no tasks any more. */
        record QuarantineForAll() implements Verdict {}

        /** It gets no more tasks of this requester. */
        record QuarantineForRequester(String requester) implements Verdict {}
    }

    Verdict judge(List<FailedTask> failed) {
        int needed = 2 * after;
        // Rounded up, so that one task more of a second requester is enough for an odd number.
        int maxOfOne = after + after % 2;
        Map<String, Integer> byRequester = new HashMap<>();
        failed.forEach(
                task -> byRequester.merge(task.requester(), task.surely() ? 2 : 1, Integer::sum));
        int all = byRequester.values().stream().mapToInt(n -> Math.min(n, maxOfOne)).sum();
        if (byRequester.size() > 1 && all >= needed) {
            return new Verdict.QuarantineForAll();
        }
        @Nullable String alone = null;
        for (Map.Entry<String, Integer> each : byRequester.entrySet()) {
            alone = each.getValue() >= needed ? each.getKey() : alone;
        }
        return alone == null
                ? new Verdict.NoQuarantine()
                : new Verdict.QuarantineForRequester(alone);
    }

    /** How many failed tasks are kept: enough for two requesters whose tasks count half. */
    int maxKept() {
        return 4 * after;
    }

    /**
     * @param number of consecutive quarantines, this one included, from 1
     */
    Duration duration(int number) {
        Duration doubled = firstDuration.multipliedBy(1L << Math.min(number - 1, 20));
        return doubled.compareTo(maxDuration) > 0 ? maxDuration : doubled;
    }
}
