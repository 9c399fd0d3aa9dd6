package dev.crayfleet.trial.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param kafka of Kafka alone
 * @param tasks of a dispatcher and a runner
 * @param idle of a fleet that has nothing to do
 */
record BenchPlan(KafkaPlan kafka, TaskPlan tasks, IdlePlan idle) {
    /**
     * @param warmUp records before anything is measured
     * @param batch records of the batched rates
     */
    record KafkaPlan(int warmUp, List<PacedLoad> loads, int batch) {}

    /**
     * @param warmUp tasks before anything is measured
     * @param startLoads with which the start latency is measured
     * @param steady tasks that are submitted while the runner works
     * @param maxInFlight of these, how many may be unfinished at a time
     * @param backlogs the last is the longest; the dispatcher's memory is measured with it
     */
    record TaskPlan(
            int warmUp,
            List<PacedLoad> startLoads,
            int steady,
            int maxInFlight,
            List<BacklogLoad> backlogs) {}

    /**
     * @param settleTime before each window: a new JVM compiles for about a minute
     * @param window that is measured
     * @param warmUp tasks before anything is measured
     * @param starts tasks at one a second, which show how heartbeats of other runners delay them
     * @param runners that only send heartbeats
     * @param slots of each of these runners
     */
    record IdlePlan(
            Duration settleTime, Duration window, int warmUp, int starts, int runners, int slots) {}

    /** A number of records or tasks at a rate. */
    record PacedLoad(double perSecond, int count) {}

    /** A number of tasks, measured in several runs. */
    record BacklogLoad(int tasks, int runs) {}

    static final BenchPlan FULL =
            new BenchPlan(
                    new KafkaPlan(
                            2_000,
                            List.of(new PacedLoad(1, 60), new PacedLoad(100, 3_000)),
                            200_000),
                    new TaskPlan(
                            20_000,
                            List.of(
                                    new PacedLoad(1, 60),
                                    new PacedLoad(100, 3_000),
                                    new PacedLoad(500, 10_000)),
                            30_000,
                            1_000,
                            List.of(
                                    new BacklogLoad(1_000, 5),
                                    new BacklogLoad(10_000, 3),
                                    new BacklogLoad(100_000, 1))),
                    new IdlePlan(
                            Duration.ofSeconds(60), Duration.ofSeconds(60), 5_000, 30, 100, 4));

    /** Shows in under a minute that it works; what it measures is not meaningful. */
    static final BenchPlan QUICK =
            new BenchPlan(
                    new KafkaPlan(
                            200, List.of(new PacedLoad(1, 3), new PacedLoad(100, 200)), 10_000),
                    new TaskPlan(
                            1_000,
                            List.of(
                                    new PacedLoad(1, 3),
                                    new PacedLoad(100, 200),
                                    new PacedLoad(500, 1_000)),
                            2_000,
                            500,
                            List.of(
                                    new BacklogLoad(300, 1),
                                    new BacklogLoad(1_000, 1),
                                    new BacklogLoad(3_000, 1))),
                    new IdlePlan(Duration.ofSeconds(2), Duration.ofSeconds(4), 100, 3, 100, 4));
}
