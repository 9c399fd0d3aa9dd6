package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.BenchPlan.Load;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.TaskTimeline;
import dev.crayfleet.trial.measure.Latency;
import java.time.Duration;
import java.util.Arrays;

/**
 * From a task's record being produced to the runner's executor being started.
 *
 * @param whole all of it
 * @param untilClaimed the part of it until the dispatcher has decided
 * @param afterwards the rest
 */
record StartLatency(Latency whole, Latency untilClaimed, Latency afterwards) {
    private static final Duration SLACK = Duration.ofSeconds(60);

    /**
     * @param runner the only one that serves the pool
     * @param source of the pool's tasks
     * @param prefix of their ids, new
     * @throws IllegalStateException if a task is not done, or was never started
     */
    static StartLatency measure(
            KafkaSettings kafka,
            Pool pool,
            RunnerId runner,
            TaskSource source,
            ResultWatch results,
            String prefix,
            Load load)
            throws InterruptedException {
        try (TaskTimeline journal = new TaskTimeline(kafka, pool, runner)) {
            TaskTimeline.Mark mark = journal.mark();
            ResultWatch.Batch batch = results.expect(prefix, load.count(), () -> {});
            long[] sent = source.submit(prefix, load.count(), load.perSecond());
            batch.await(SLACK);
            TaskTimeline.Times times = journal.since(mark, prefix, load.count());
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
