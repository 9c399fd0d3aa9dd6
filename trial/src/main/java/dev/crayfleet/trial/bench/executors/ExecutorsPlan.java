package dev.crayfleet.trial.bench.executors;

import java.util.List;

/**
 * How much is measured.
 *
 * @param handExec runs of {@code openclaw agent exec} by hand, after {@code warmUpExec} unmeasured
 *     ones
 * @param handAgent runs of {@code openclaw agent} by hand; 0 for none
 * @param warmUpExec runs and tasks before anything is measured, if each is a process
 * @param warmUpGateway turns and tasks before anything is measured, in a Gateway
 * @param rounds in which a Gateway's own turns and tasks in a Gateway are measured alternately, so
 *     that other work on the machine slows both
 * @param demo tasks before the first reading of resources, and between it and the second
 */
record ExecutorsPlan(
        int handExec,
        int handAgent,
        int warmUpExec,
        int warmUpGateway,
        List<ConcurrentLoad> exec,
        List<ConcurrentLoad> gateway,
        int rounds,
        int demo) {
    /** Slots of each runner. */
    static final int SLOTS = 8;

    /** A number of tasks, some of which run at once. */
    record ConcurrentLoad(int atOnce, int tasks) {}

    static final ExecutorsPlan FULL =
            new ExecutorsPlan(
                    5,
                    6,
                    1,
                    12,
                    List.of(
                            new ConcurrentLoad(1, 5),
                            new ConcurrentLoad(2, 6),
                            new ConcurrentLoad(4, 8),
                            new ConcurrentLoad(8, 8)),
                    List.of(
                            new ConcurrentLoad(1, 40),
                            new ConcurrentLoad(2, 32),
                            new ConcurrentLoad(4, 32),
                            new ConcurrentLoad(8, 32)),
                    4,
                    1_000);

    /** Shows in about a minute that it works; what it measures is not meaningful. */
    static final ExecutorsPlan QUICK =
            new ExecutorsPlan(
                    1,
                    0,
                    0,
                    1,
                    List.of(new ConcurrentLoad(1, 1)),
                    List.of(new ConcurrentLoad(1, 3), new ConcurrentLoad(2, 4)),
                    1,
                    200);
}
