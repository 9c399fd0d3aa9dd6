package dev.crayfleet.trial.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One thing that goes wrong.
 *
 * @param at since the storm began
 * @param index of what it happens to, where there are several
 * @param lasts until it is put right again
 */
record Fault(FaultKind kind, int index, Duration at, Duration lasts) {
    private static final int FIRST_MS = 6_000;
    private static final int LEAST_GAP_MS = 3_000;
    private static final int MOST_GAP_MS = 8_000;

    /** The end of a storm is without new faults, or they would meet nothing. */
    private static final int TAIL_MS = 5_000;

    /** So many runners are well at any time. */
    private static final int RUNNERS_SPARED = 2;

    /**
     * All that goes wrong in a storm: in rounds of every kind once, in an order of chance, one
     * every few seconds, and never two at once to the same.
     *
     * @param kinds of those only; not empty
     * @param storm how long tasks come in; longer than this where every kind needs longer
     */
    static List<Fault> plan(
            long seed, Set<FaultKind> kinds, Duration storm, int runners, int dispatchers) {
        Random random = new Random(seed);
        List<Fault> plan = new ArrayList<>();
        EnumSet<FaultKind> due = EnumSet.noneOf(FaultKind.class);
        EnumSet<FaultKind> missing = EnumSet.copyOf(kinds);
        long last = storm.toMillis() - TAIL_MS;
        for (long at = FIRST_MS; at < last || !missing.isEmpty(); ) {
            if (due.isEmpty()) {
                due.addAll(kinds);
            }
            List<FaultKind> order = new ArrayList<>(due);
            Collections.shuffle(order, random);
            // What is still missing, and takes its target longest, comes first.
            order.sort((a, b) -> Boolean.compare(missing.contains(b), missing.contains(a)));
            for (FaultKind kind : order) {
                int several =
                        switch (kind.target()) {
                            case RUNNER -> runners;
                            case DISPATCHER -> dispatchers;
                            case BROKER, INGEST, POSTER, DISCORD -> 1;
                        };
                int index = random.nextInt(several);
                if (isFree(plan, kind, index, at, runners)) {
                    int lasts = random.nextInt(kind.leastMs(), kind.mostMs() + 1);
                    plan.add(
                            new Fault(
                                    kind, index, Duration.ofMillis(at), Duration.ofMillis(lasts)));
                    due.remove(kind);
                    missing.remove(kind);
                    break;
                }
            }
            at += random.nextInt(LEAST_GAP_MS, MOST_GAP_MS);
        }
        return List.copyOf(plan);
    }

    private static boolean isFree(
            List<Fault> plan, FaultKind kind, int index, long at, int runners) {
        List<Fault> now =
                plan.stream()
                        .filter(fault -> fault.kind().target().concerns(kind.target()))
                        .filter(fault -> fault.settledMs() > at)
                        .toList();
        return switch (kind.target()) {
            case RUNNER ->
                    now.size() < Math.max(1, runners - RUNNERS_SPARED)
                            && now.stream().noneMatch(fault -> fault.index() == index);
            case DISPATCHER, BROKER, INGEST, POSTER, DISCORD -> now.isEmpty();
        };
    }

    private long settledMs() {
        return at.plus(lasts).toMillis() + kind.target().settlesMs();
    }
}
