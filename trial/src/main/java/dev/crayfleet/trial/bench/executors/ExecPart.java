package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.bench.executors.ExecutorsReport.EXEC;
import static dev.crayfleet.trial.bench.executors.ExecutorsReport.HAND_EXEC;

import dev.crayfleet.trial.bench.executors.ExecutorsPlan.Load;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Way;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.process.Child;

/** {@code openclaw agent exec}: by hand, and by a runner. */
final class ExecPart {
    private final ExecutorsPlan plan;
    private final Testbed stand;
    private final Measurements figures;

    ExecPart(ExecutorsPlan plan, Testbed stand) {
        this.plan = plan;
        this.stand = stand;
        this.figures = stand.figures();
    }

    /** Before anything else is started. */
    void byHand() throws InterruptedException {
        ManualRun hand = stand.hand("by-hand-exec");
        figures.doing("openclaw agent exec by hand, %d times".formatted(plan.handExec()));
        for (int n = 0; n < plan.warmUpExec(); n++) {
            hand.exec(TaskSource.prompt(n));
        }
        CpuStopwatch stretch =
                new CpuStopwatch(() -> ProcessCounts.cpuOfEnded(ProcessHandle.current()));
        long[] nanos = new long[plan.handExec()];
        stretch.begin();
        for (int n = 0; n < nanos.length; n++) {
            nanos[n] = hand.exec(TaskSource.prompt(n));
        }
        stretch.end();
        figures.add(
                new Way(
                        HAND_EXEC,
                        1,
                        Latency.ofNanos(nanos),
                        stretch.perMinute(nanos.length),
                        stretch.cpuMs(nanos.length),
                        null));
    }

    void byRunner() throws InterruptedException {
        Child runner = stand.runner(EXEC);
        try (TaskRuns tasks = stand.tasks(EXEC)) {
            RunnerCpu cpu = new RunnerCpu(runner);
            if (plan.warmUpExec() > 0) {
                figures.doing("warming up");
                tasks.run(plan.warmUpExec(), 1);
                stand.requireSuccess(runner);
            }
            for (Load load : plan.exec()) {
                CpuStopwatch all = new CpuStopwatch(cpu::all);
                CpuStopwatch own = new CpuStopwatch(cpu::own);
                all.begin();
                own.begin();
                TaskRuns.Times times = tasks.run(load.tasks(), load.atOnce());
                own.end();
                all.end();
                figures.add(
                        new Way(
                                EXEC,
                                load.atOnce(),
                                times.wall(),
                                all.perMinute(load.tasks()),
                                all.cpuMs(load.tasks()),
                                own.cpuMs(load.tasks())));
                figures.add(times.parts(EXEC, load.atOnce()));
            }
            stand.requireSuccess(runner);
        }
        stand.stop(runner);
    }
}
