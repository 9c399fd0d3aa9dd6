package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Latency;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Measures a command that is run by hand several times, one run after the other. */
final class ManualBench {
    private ManualBench() {}

    /** Runs a prompt. */
    interface ManualCommand {
        /** Returns nanoseconds. */
        long run(String prompt) throws InterruptedException;
    }

    /**
     * @param what names the measurement in the report
     * @param warmUp runs before the first measured one
     * @param cpuTime of everything that a run needs; empty where the system does not provide it
     */
    static TaskCost measure(
            String what,
            int warmUp,
            int count,
            Supplier<Optional<Duration>> cpuTime,
            ManualCommand command)
            throws InterruptedException {
        for (int number = 0; number < warmUp; number++) {
            command.run(TaskSource.prompt(number));
        }
        CpuStopwatch stopwatch = new CpuStopwatch(cpuTime);
        long[] nanos = new long[count];
        stopwatch.start();
        for (int number = 0; number < count; number++) {
            nanos[number] = command.run(TaskSource.prompt(number));
        }
        stopwatch.stop();
        return new TaskCost(
                what,
                1,
                Latency.ofNanos(nanos),
                stopwatch.perMinute(count),
                stopwatch.cpuMs(count),
                null);
    }
}
