package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.Growth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Look;
import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.measure.ProcessMemory;
import dev.crayfleet.trial.process.Child;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Many tasks through one runner, and whether anything is left of them in it. */
final class DemoPart {
    private static final String DEMO = "demo";

    private final ExecutorsPlan plan;
    private final Testbed stand;

    DemoPart(ExecutorsPlan plan, Testbed stand) {
        this.plan = plan;
        this.stand = stand;
    }

    void measure() throws InterruptedException {
        Child runner = stand.runner(DEMO);
        try (TaskRuns tasks = stand.tasks(DEMO)) {
            stand.figures().doing("%,d demo tasks, twice".formatted(plan.demo()));
            tasks.run(plan.demo(), 2 * ExecutorsPlan.SLOTS);
            Look before = look(runner);
            tasks.run(plan.demo(), 2 * ExecutorsPlan.SLOTS);
            Look after = look(runner);
            stand.requireSuccess(runner);
            stand.figures().add(new Growth(plan.demo(), before, after));
        }
        stand.stop(runner);
    }

    private static Look look(Child runner) {
        long pid = runner.pid();
        // Collected first: asking takes a thread and a socket, which then stay.
        OptionalDouble heap = ProcessMemory.heap(pid, true);
        return new Look(
                heap.isPresent() ? heap.getAsDouble() : null,
                number(ProcessCounts.threads(pid)),
                number(ProcessCounts.descriptors(pid)),
                ProcessMemory.resident(pid));
    }

    private static @Nullable Integer number(OptionalInt of) {
        return of.isPresent() ? of.getAsInt() : null;
    }
}
