package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.bench.executors.ExecutorsReport.EXEC;
import static dev.crayfleet.trial.bench.executors.ExecutorsReport.HAND_EXEC;

import dev.crayfleet.trial.bench.executors.ExecutorsPlan.ConcurrentLoad;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.process.Child;

/** Measures {@code openclaw agent exec}, by hand and by a runner. */
final class ExecPart {
    private final ExecutorsPlan plan;
    private final Testbed testbed;
    private final Measurements measurements;

    ExecPart(ExecutorsPlan plan, Testbed testbed) {
        this.plan = plan;
        this.testbed = testbed;
        this.measurements = testbed.measurements();
    }

    /** Has to come before other processes are started: the time of all ended children counts. */
    void measureByHand() throws InterruptedException {
        ManualRun manualRun = testbed.manualRun("by-hand-exec");
        measurements.progress("openclaw agent exec by hand, %d times".formatted(plan.handExec()));
        measurements.add(
                ManualBench.measure(
                        HAND_EXEC,
                        plan.warmUpExec(),
                        plan.handExec(),
                        () -> ProcessCounts.cpuTimeOfEndedChildren(ProcessHandle.current()),
                        manualRun::exec));
    }

    void measureByRunner() throws InterruptedException {
        Child runner = testbed.startRunner(EXEC);
        try (TaskRuns tasks = testbed.taskRuns(EXEC)) {
            RunnerCpu cpu = new RunnerCpu(runner);
            if (plan.warmUpExec() > 0) {
                measurements.progress("warming up");
                tasks.run(plan.warmUpExec(), 1);
                testbed.requireNoFailures(runner);
            }
            for (ConcurrentLoad load : plan.exec()) {
                CpuStopwatch total = new CpuStopwatch(cpu::withDescendants);
                CpuStopwatch own = new CpuStopwatch(cpu::own);
                total.start();
                own.start();
                TaskRuns.TaskTimes times = tasks.run(load.tasks(), load.atOnce());
                own.stop();
                total.stop();
                measurements.add(
                        new TaskCost(
                                EXEC,
                                load.atOnce(),
                                times.wallTime(),
                                total.perMinute(load.tasks()),
                                total.cpuMs(load.tasks()),
                                own.cpuMs(load.tasks())));
                measurements.add(times.phases(EXEC, load.atOnce()));
            }
            testbed.requireNoFailures(runner);
        }
        testbed.stopRunner(runner);
    }
}
