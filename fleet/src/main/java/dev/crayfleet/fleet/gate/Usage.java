package dev.crayfleet.fleet.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What somebody has asked for of late.
 *
 * @param submitted when tasks were submitted or replayed, those of the last minute at least, in any
 *     order
 * @param now as the times are told
 * @param openTasks that they have submitted and that have not ended
 */
public record Usage(List<Instant> submitted, Instant now, int openTasks) {
    /** Of who has not asked for anything. */
    public static final Usage NONE = new Usage(List.of(), Instant.EPOCH, 0);

    private static final Duration WINDOW = Duration.ofMinutes(1);

    public Usage {
        submitted = List.copyOf(submitted);
    }

    /**
     * How long to wait until another task keeps the limit; zero if it does now.
     *
     * @param tasksPerMinute at least 1
     */
    Duration waitFor(int tasksPerMinute) {
        Instant start = now.minus(WINDOW);
        List<Instant> recent = submitted.stream().filter(start::isBefore).sorted().toList();
        return recent.size() < tasksPerMinute
                ? Duration.ZERO
                : Duration.between(start, recent.get(recent.size() - tasksPerMinute));
    }

    /** Looks up what somebody has asked for, by their id; without side effects. */
    @FunctionalInterface
    public interface Lookup {
        Usage of(Principal principal);
    }
}
