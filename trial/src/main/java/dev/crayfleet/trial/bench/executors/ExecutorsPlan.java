package dev.crayfleet.trial.bench.executors;

import java.util.List;

/**
 * How much is measured.
 *
 * @param handExec runs of {@code openclaw agent exec} by hand, after {@code warmUpExec} of them
 * @param handAgent runs of {@code openclaw agent} by hand; 0 for none
 * @param warmUpExec runs and tasks before anything is measured, where each is a process
 * @param warmUpGateway turns and tasks before anything is measured, in a Gateway
 * @param rounds a Gateway's own turns and tasks in a Gateway are measured in so many turns, so that
 *     what disturbs one disturbs the other
 * @param demo tasks before the first look for growth, and as many between that and the second
 */
record ExecutorsPlan(
        int handExec,
        int handAgent,
        int warmUpExec,
        int warmUpGateway,
        List<Load> exec,
        List<Load> gateway,
        int rounds,
        int demo) {
    /** Slots of each runner. */
    static final int SLOTS = 8;

    /** So many tasks, of which so many run at once. */
    record Load(int atOnce, int tasks) {}

    static final ExecutorsPlan FULL =
            new ExecutorsPlan(
                    5,
                    6,
                    1,
                    12,
                    List.of(new Load(1, 5), new Load(2, 6), new Load(4, 8), new Load(8, 8)),
                    List.of(new Load(1, 40), new Load(2, 32), new Load(4, 32), new Load(8, 32)),
                    4,
                    1_000);

    /** Shows that it works, in about a minute; its figures say little. */
    static final ExecutorsPlan QUICK =
            new ExecutorsPlan(
                    1,
                    0,
                    0,
                    1,
                    List.of(new Load(1, 1)),
                    List.of(new Load(1, 3), new Load(2, 4)),
                    1,
                    200);
}
