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
 * Which lanes an answer speaks for. While a lane is being taken over nobody speaks for it, and what
 * it has must not be taken for what is not there.
 *
 * @param lanes it speaks for
 * @param missing lanes that it should speak for as well
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
     * @param all how many lanes there are
     */
    static LaneCoverage ofFleet(SortedSet<Integer> lanes, int all, List<String> unreachable) {
        SortedSet<Integer> missing =
                IntStream.range(0, all).boxed().collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(lanes);
        return new LaneCoverage(lanes, missing, unreachable);
    }

    /** Of an answer by one instance for itself, which is to speak for no other lanes. */
    static LaneCoverage ofInstance(SortedSet<Integer> lanes) {
        return new LaneCoverage(lanes, new TreeSet<>(), List.of());
    }

    boolean isWhole() {
        return missing.isEmpty();
    }

    boolean lacks(int lane) {
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

    /** Why something was not found, and what to do. */
    String excuse() {
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

    /** The lanes as they stand in a header: {@code 0,3,5}. */
    String text() {
        return lanes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * @throws IllegalArgumentException if it is no such text
     */
    static SortedSet<Integer> lanes(String text) {
        SortedSet<Integer> lanes = new TreeSet<>();
        for (String lane : text.split(",")) {
            if (!lane.isBlank()) {
                lanes.add(Integer.valueOf(lane.strip()));
            }
        }
        return lanes;
    }
}
