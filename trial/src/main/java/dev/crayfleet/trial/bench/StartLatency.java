package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.BenchPlan.PacedLoad;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.TaskTimeline;
import dev.crayfleet.trial.measure.Latency;
import java.time.Duration;
import java.util.Arrays;

/**
 * From a task's record being produced to the runner's executor being started.
 *
 * @param total until the start
 * @param untilClaimed the part until the dispatcher has decided
 * @param afterwards the rest
 */
record StartLatency(Latency total, Latency untilClaimed, Latency afterwards) {
    private static final Duration RESULTS_TIMEOUT = Duration.ofSeconds(60);

    /**
     * @param runner the only one that serves the pool
     * @param source of the pool's tasks
     * @param prefix of their ids, not used before
     * @throws IllegalStateException if a task has no result, or no recorded start
     */
    static StartLatency measure(
            KafkaSettings kafka,
            Pool pool,
            RunnerId runner,
            TaskSource source,
            ResultWatch results,
            String prefix,
            PacedLoad load)
            throws InterruptedException {
        try (TaskTimeline timeline = new TaskTimeline(kafka, pool, runner)) {
            TaskTimeline.TimelineOffsets start = timeline.currentOffsets();
            ResultWatch.ResultBatch batch = results.expect(prefix, load.count(), () -> {});
            long[] sent = source.submit(prefix, load.count(), load.perSecond());
            batch.await(RESULTS_TIMEOUT);
            TaskTimeline.TaskTimestamps times = timeline.since(start, prefix, load.count());
            if (Arrays.stream(times.started()).anyMatch(at -> at == 0)) {
                throw new IllegalStateException("a task has a result and was never started");
            }
            return new StartLatency(
                    Latency.ofMicros(sent, times.started()),
                    Latency.ofMicros(sent, times.claimed()),
                    Latency.ofMicros(times.claimed(), times.started()));
        }
    }
}
