package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Parts;
import dev.crayfleet.trial.bench.kafka.ResultWatch;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.bench.kafka.TaskTimeline;
import dev.crayfleet.trial.measure.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Tasks for one pool, which one runner serves, and when what became of them. For one thread. */
final class TaskRuns implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final TaskSource source;
    private final ResultWatch results;
    private final TaskTimeline journal;
    private final String name;
    private int batches;

    /**
     * @param name of pool and runner
     */
    TaskRuns(KafkaSettings kafka, String name) {
        this.name = name;
        this.source = new TaskSource(kafka, new Pool(name));
        this.results = new ResultWatch(kafka);
        this.journal = new TaskTimeline(kafka, new Pool(name), new RunnerId(name));
    }

    /** By task, microseconds of the wall clock. */
    record Times(long[] sent, long[] claimed, long[] started, long[] finished, long[] seen) {
        static Times all(List<Times> many) {
            return new Times(
                    joined(many, Times::sent),
                    joined(many, Times::claimed),
                    joined(many, Times::started),
                    joined(many, Times::finished),
                    joined(many, Times::seen));
        }

        private static long[] joined(List<Times> many, Function<Times, long[]> which) {
            return many.stream().map(which).flatMapToLong(LongStream::of).toArray();
        }

        Latency wall() {
            return Latency.ofMicros(sent, seen);
        }

        Parts parts(String what, int atOnce) {
            return new Parts(
                    what,
                    atOnce,
                    Latency.ofMicros(sent, claimed),
                    Latency.ofMicros(claimed, started),
                    Latency.ofMicros(started, finished),
                    Latency.ofMicros(finished, seen));
        }
    }

    /** Tasks that were submitted. */
    interface Begun {
        /**
         * Waits for the last result.
         *
         * @throws IllegalStateException if one does not come, comes twice, or was tried twice
         */
        Times await() throws InterruptedException;
    }

    /** So many tasks, of which so many are unfinished at a time; returns with the last result. */
    Times run(int count, int atOnce) throws InterruptedException {
        return begin(count, atOnce).await();
    }

    /** The same, without waiting for those that are unfinished in the end. */
    Begun begin(int count, int atOnce) throws InterruptedException {
        String prefix = "%s-%d-".formatted(name, ++batches);
        Semaphore permits = new Semaphore(atOnce);
        TaskTimeline.Mark mark = journal.mark();
        ResultWatch.Batch batch = results.expect(prefix, count, permits::release);
        long[] sent = source.submit(prefix, count, permits, PATIENCE);
        return () -> {
            batch.await(PATIENCE);
            TaskTimeline.Times times = journal.since(mark, prefix, count);
            return new Times(
                    sent, times.claimed(), times.started(), times.finished(), batch.times());
        };
    }

    @Override
    public void close() {
        List<Runnable> all = new ArrayList<>(List.of(journal::close, results::close));
        all.add(source::close);
        all.forEach(Runnable::run);
    }
}
