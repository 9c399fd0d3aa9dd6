package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.process.Child;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The processor time of a running runner and of its descendants. */
final class RunnerCpu {
    private final ProcessHandle runner;

    RunnerCpu(Child runner) {
        this.runner = ProcessHandle.of(runner.pid()).orElseThrow();
    }

    /** Of the runner and its descendants. */
    Optional<Duration> withDescendants() {
        return ProcessCounts.cpuTime(runner);
    }

    /** Of the runner alone. */
    Optional<Duration> own() {
        return runner.info().totalCpuDuration();
    }

    /** Its running children: its Gateway, or agents. */
    List<ProcessHandle> children() {
        return runner.children().toList();
    }
}
