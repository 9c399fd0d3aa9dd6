package dev.crayfleet.trial.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param rawWarmUp records before anything is measured
 * @param raw rates of Kafka alone
 * @param rawBulk records of the batched rates
 * @param warmUp tasks before anything is measured
 * @param starts rates of tasks
 * @param steady tasks that are submitted while the runner works
 * @param window so many of them are unfinished at most
 * @param backlogs the last one is the largest, and what the dispatcher's memory is measured with
 */
record BenchPlan(
        int rawWarmUp,
        List<Load> raw,
        int rawBulk,
        int warmUp,
        List<Load> starts,
        int steady,
        int window,
        List<Backlog> backlogs) {
    /** So many records, at so many a second. */
    record Load(double perSecond, int count) {}

    /** So many tasks, measured so many times. */
    record Backlog(int tasks, int runs) {}

    static final BenchPlan FULL =
            new BenchPlan(
                    2_000,
                    List.of(new Load(1, 60), new Load(100, 3_000)),
                    200_000,
                    20_000,
                    List.of(new Load(1, 60), new Load(100, 3_000), new Load(500, 10_000)),
                    30_000,
                    1_000,
                    List.of(
                            new Backlog(1_000, 5),
                            new Backlog(10_000, 3),
                            new Backlog(100_000, 1)));

    /** Shows that it works, in under a minute; its figures say little. */
    static final BenchPlan QUICK =
            new BenchPlan(
                    200,
                    List.of(new Load(1, 3), new Load(100, 200)),
                    10_000,
                    1_000,
                    List.of(new Load(1, 3), new Load(100, 200), new Load(500, 1_000)),
                    2_000,
                    500,
                    List.of(new Backlog(300, 1), new Backlog(1_000, 1), new Backlog(3_000, 1)));
}
