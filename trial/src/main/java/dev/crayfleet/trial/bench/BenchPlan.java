package dev.crayfleet.trial.bench;

import java.time.Duration;
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
 * @param idle how long a fleet is watched that has nothing to do
 */
record BenchPlan(
        int rawWarmUp,
        List<Load> raw,
        int rawBulk,
        int warmUp,
        List<Load> starts,
        int steady,
        int window,
        List<Backlog> backlogs,
        Idle idle) {
    /** So many records, at so many a second. */
    record Load(double perSecond, int count) {}

    /** So many tasks, measured so many times. */
    record Backlog(int tasks, int runs) {}

    /**
     * @param settle before each window: what has just started compiles for about a minute
     * @param window that is measured
     * @param warmUp tasks that are done before
     * @param starts tasks at one a second, which show what the beats of others cost
     * @param runners that only beat
     * @param slots of each
     */
    record Idle(Duration settle, Duration window, int warmUp, int starts, int runners, int slots) {}

    static final BenchPlan FULL =
            new BenchPlan(
                    2_000,
                    List.of(new Load(1, 60), new Load(100, 3_000)),
                    200_000,
                    20_000,
                    List.of(new Load(1, 60), new Load(100, 3_000), new Load(500, 10_000)),
                    30_000,
                    1_000,
                    List.of(new Backlog(1_000, 5), new Backlog(10_000, 3), new Backlog(100_000, 1)),
                    new Idle(Duration.ofSeconds(60), Duration.ofSeconds(60), 5_000, 30, 100, 4));

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
                    List.of(new Backlog(300, 1), new Backlog(1_000, 1), new Backlog(3_000, 1)),
                    new Idle(Duration.ofSeconds(2), Duration.ofSeconds(4), 100, 3, 100, 4));
}
