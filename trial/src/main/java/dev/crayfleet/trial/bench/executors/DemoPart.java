package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.ResourceGrowth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.RunnerResources;
import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.measure.ProcessMemory;
import dev.crayfleet.trial.process.Child;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Runs many tasks through one runner, and measures whether its resources grow. */
final class DemoPart {
    private static final String DEMO = "demo";

    private final ExecutorsPlan plan;
    private final Testbed testbed;

    DemoPart(ExecutorsPlan plan, Testbed testbed) {
        this.plan = plan;
        this.testbed = testbed;
    }

    void measure() throws InterruptedException {
        Child runner = testbed.startRunner(DEMO);
        try (TaskRuns tasks = testbed.taskRuns(DEMO)) {
            testbed.measurements().progress("%,d demo tasks, twice".formatted(plan.demo()));
            tasks.run(plan.demo(), 2 * ExecutorsPlan.SLOTS);
            RunnerResources before = readResources(runner);
            tasks.run(plan.demo(), 2 * ExecutorsPlan.SLOTS);
            RunnerResources after = readResources(runner);
            testbed.requireNoFailures(runner);
            testbed.measurements().add(new ResourceGrowth(plan.demo(), before, after));
        }
        testbed.stopRunner(runner);
    }

    private static RunnerResources readResources(Child runner) {
        long pid = runner.pid();
        // Read first: jcmd makes the runner keep a thread and a socket, which have to count each
        // time.
        OptionalDouble heap = ProcessMemory.usedHeapMib(pid, true);
        return new RunnerResources(
                heap.isPresent() ? heap.getAsDouble() : null,
                orNull(ProcessCounts.threads(pid)),
                orNull(ProcessCounts.descriptors(pid)),
                ProcessMemory.residentMib(pid));
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
