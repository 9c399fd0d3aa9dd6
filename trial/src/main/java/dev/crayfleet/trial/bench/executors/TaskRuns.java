package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskPhases;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.TaskTimeline;
import dev.crayfleet.trial.measure.Latency;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Runs tasks in one pool that one runner serves, and measures their times. For one thread. */
final class TaskRuns implements AutoCloseable {
    private static final Duration RESULTS_TIMEOUT = Duration.ofMinutes(10);

    private final TaskSource source;
    private final ResultWatch results;
    private final TaskTimeline timeline;
    private final String name;
    private int batches;

    /**
     * @param name of pool and runner
     */
    TaskRuns(KafkaSettings kafka, String name) {
        this.name = name;
        this.source = new TaskSource(kafka, new Pool(name), TaskSource.REQUESTER);
        this.results = new ResultWatch(kafka);
        this.timeline = new TaskTimeline(kafka, new Pool(name), new RunnerId(name));
    }

    /** By task, microseconds of the wall clock. */
    record TaskTimes(long[] sent, long[] claimed, long[] started, long[] finished, long[] seen) {
        static TaskTimes concat(List<TaskTimes> many) {
            return new TaskTimes(
                    concat(many, TaskTimes::sent),
                    concat(many, TaskTimes::claimed),
                    concat(many, TaskTimes::started),
                    concat(many, TaskTimes::finished),
                    concat(many, TaskTimes::seen));
        }

        private static long[] concat(List<TaskTimes> many, Function<TaskTimes, long[]> which) {
            return many.stream().map(which).flatMapToLong(LongStream::of).toArray();
        }

        Latency wallTime() {
            return Latency.ofMicros(sent, seen);
        }

        TaskPhases phases(String what, int atOnce) {
            return new TaskPhases(
                    what,
                    atOnce,
                    Latency.ofMicros(sent, claimed),
                    Latency.ofMicros(claimed, started),
                    Latency.ofMicros(started, finished),
                    Latency.ofMicros(finished, seen));
        }
    }

    /** Tasks that are submitted and not yet awaited. */
    interface PendingTasks {
        /**
         * Waits for the last result.
         *
         * @throws IllegalStateException if one is missing or doubled, or a task had two attempts
         */
        TaskTimes await() throws InterruptedException;
    }

    /** Runs tasks, of which {@code atOnce} are unfinished at a time, and waits for all results. */
    TaskTimes run(int count, int atOnce) throws InterruptedException {
        return submit(count, atOnce).await();
    }

    /** The same, without waiting for the results that are missing in the end. */
    PendingTasks submit(int count, int atOnce) throws InterruptedException {
        String prefix = "%s-%d-".formatted(name, ++batches);
        Semaphore permits = new Semaphore(atOnce);
        TaskTimeline.TimelineOffsets start = timeline.currentOffsets();
        ResultWatch.ResultBatch batch = results.expect(prefix, count, permits::release);
        long[] sent = source.submit(prefix, count, permits, RESULTS_TIMEOUT);
        return () -> {
            batch.await(RESULTS_TIMEOUT);
            TaskTimeline.TaskTimestamps times = timeline.since(start, prefix, count);
            return new TaskTimes(
                    sent, times.claimed(), times.started(), times.finished(), batch.times());
        };
    }

    @Override
    public void close() {
        timeline.close();
        results.close();
        source.close();
    }
}
