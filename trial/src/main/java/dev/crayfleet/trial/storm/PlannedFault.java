package dev.crayfleet.trial.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One planned fault.
 *
 * @param startOffset from the start of the storm
 * @param index of the runner or dispatcher that it hits; 0 for what there is one of
 * @param duration until it is ended
 */
record PlannedFault(FaultKind kind, int index, Duration startOffset, Duration duration) {
    private static final int FIRST_OFFSET_MS = 6_000;
    private static final int MIN_GAP_MS = 3_000;
    private static final int MAX_GAP_MS = 8_000;

    /** No fault begins in the last part of a storm: there would be no tasks left for it to hit. */
    private static final int TAIL_MS = 5_000;

    /** So many runners are without a fault at any time. */
    private static final int MIN_HEALTHY_RUNNERS = 2;

    /**
     * Plans rounds of faults. Each round has every kind once in random order, one every 3 to 8
     * seconds, and never two at a time that hit the same target.
     *
     * @param kinds the kinds that may happen; not empty
     * @param loadDuration how long tasks are submitted; the plan is longer where that is too short
     *     for every kind
     */
    static List<PlannedFault> plan(
            long seed,
            Set<FaultKind> kinds,
            Duration loadDuration,
            int runners,
            int dispatchers,
            int brokers) {
        Random random = new Random(seed);
        List<PlannedFault> plan = new ArrayList<>();
        EnumSet<FaultKind> pendingKinds = EnumSet.noneOf(FaultKind.class);
        EnumSet<FaultKind> neverInjected = EnumSet.copyOf(kinds);
        long last = loadDuration.toMillis() - TAIL_MS;
        for (long startOffset = FIRST_OFFSET_MS; startOffset < last || !neverInjected.isEmpty(); ) {
            if (pendingKinds.isEmpty()) {
                pendingKinds.addAll(kinds);
            }
            List<FaultKind> order = new ArrayList<>(pendingKinds);
            Collections.shuffle(order, random);
            // Kinds that have never been injected come first.
            order.sort((a, b) ->
                    Boolean.compare(neverInjected.contains(b), neverInjected.contains(a)));
            for (FaultKind kind : order) {
                int targetCount =
                        switch (kind.target()) {
                            case RUNNER -> runners;
                            case DISPATCHER -> dispatchers;
                            case BROKER -> brokers;
                            case INGEST, POSTER, DISCORD -> 1;
                        };
                int index = random.nextInt(targetCount);
                if (isFree(plan, kind, index, startOffset, runners)) {
                    int duration = random.nextInt(kind.minDurationMs(), kind.maxDurationMs() + 1);
                    plan.add(
                            new PlannedFault(
                                    kind,
                                    index,
                                    Duration.ofMillis(startOffset),
                                    Duration.ofMillis(duration)));
                    pendingKinds.remove(kind);
                    neverInjected.remove(kind);
                    break;
                }
            }
            startOffset += random.nextInt(MIN_GAP_MS, MAX_GAP_MS);
        }
        return List.copyOf(plan);
    }

    private static boolean isFree(
            List<PlannedFault> plan, FaultKind kind, int index, long startOffset, int runners) {
        List<PlannedFault> active =
                plan.stream()
                        .filter(fault -> fault.kind().target().conflictsWith(kind.target()))
                        .filter(fault -> fault.settledAtMs() > startOffset)
                        .toList();
        return switch (kind.target()) {
            case RUNNER ->
                    active.size() < Math.max(1, runners - MIN_HEALTHY_RUNNERS)
                            && active.stream().noneMatch(fault -> fault.index() == index);
            case DISPATCHER, BROKER, INGEST, POSTER, DISCORD -> active.isEmpty();
        };
    }

    private long settledAtMs() {
        return startOffset.plus(duration).toMillis() + kind.target().settleTimeMs();
    }
}
