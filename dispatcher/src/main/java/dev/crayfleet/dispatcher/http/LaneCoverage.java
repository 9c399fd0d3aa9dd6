package dev.crayfleet.dispatcher.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which lanes an answer covers. While a lane is being taken over no dispatcher answers for it, and
 * tasks in it must not be reported as absent.
 *
 * @param lanes it covers
 * @param missing lanes that it should cover as well
 * @param unreachable dispatchers that did not answer
 */
record LaneCoverage(
        SortedSet<Integer> lanes, SortedSet<Integer> missing, List<String> unreachable) {
    LaneCoverage {
        lanes = Collections.unmodifiableSortedSet(new TreeSet<>(lanes));
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
        unreachable = List.copyOf(unreachable);
    }

    /**
     * @param laneCount of the fleet
     */
    static LaneCoverage ofFleet(SortedSet<Integer> lanes, int laneCount, List<String> unreachable) {
        SortedSet<Integer> missing =
                IntStream.range(0, laneCount)
                        .boxed()
                        .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(lanes);
        return new LaneCoverage(lanes, missing, unreachable);
    }

    /** Of an answer by one instance for itself, which is to cover no other lanes. */
    static LaneCoverage ofInstance(SortedSet<Integer> lanes) {
        return new LaneCoverage(lanes, new TreeSet<>(), List.of());
    }

    boolean isComplete() {
        return missing.isEmpty();
    }

    boolean isMissing(int lane) {
        return missing.contains(lane);
    }

    /** For the field of a list, which is there only if there is something to say. */
    @Nullable List<Integer> missingOrNull() {
        return missing.isEmpty() ? null : List.copyOf(missing);
    }

    /** As {@link #missingOrNull}. */
    @Nullable List<String> unreachableOrNull() {
        return unreachable.isEmpty() ? null : unreachable;
    }

    /** Why something may not have been found, and what to do: sentences for people. */
    String explanation() {
        List<String> sentences = new ArrayList<>();
        if (!missing.isEmpty()) {
            sentences.add(
                    (missing.size() == 1 ? "Lane %s is" : "Lanes %s are")
                                    .formatted(
                                            missing.stream()
                                                    .map(String::valueOf)
                                                    .collect(Collectors.joining(", ")))
                            + " being taken over.");
        }
        if (!unreachable.isEmpty()) {
            sentences.add("No answer from %s.".formatted(String.join(", ", unreachable)));
        }
        sentences.add("Try again.");
        return String.join(" ", sentences);
    }

    /** The lanes as a header has them: {@code 0,3,5}. */
    String toHeader() {
        return lanes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * @throws IllegalArgumentException if it is no such header
     */
    static SortedSet<Integer> parseLanes(String header) {
        SortedSet<Integer> lanes = new TreeSet<>();
        for (String lane : header.split(",")) {
            if (!lane.isBlank()) {
                lanes.add(Integer.valueOf(lane.strip()));
            }
        }
        return lanes;
    }
}
