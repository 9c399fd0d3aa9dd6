package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.process.Child;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The processor time of a runner that lives, and of what it started. */
final class RunnerCpu {
    private final ProcessHandle runner;

    RunnerCpu(Child runner) {
        this.runner = ProcessHandle.of(runner.pid()).orElseThrow();
    }

    /** Of it and all that it started. */
    Optional<Duration> all() {
        return ProcessCounts.cpu(runner);
    }

    /** Of it alone. */
    Optional<Duration> own() {
        return runner.info().totalCpuDuration();
    }

    /** What it started and that runs: its Gateway, or agents. */
    List<ProcessHandle> children() {
        return runner.children().toList();
    }
}
