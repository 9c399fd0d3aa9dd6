package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.bench.executors.ExecutorsReport.BARE_TURN;
import static dev.crayfleet.trial.bench.executors.ExecutorsReport.GATEWAY;
import static dev.crayfleet.trial.bench.executors.ExecutorsReport.HAND_AGENT;

import dev.crayfleet.trial.bench.executors.ExecutorsPlan.ConcurrentLoad;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.GroupMemory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.measure.ProcessMemory;
import dev.crayfleet.trial.process.Child;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Measures OpenClaw's Gateway: what it needs itself, and what a runner adds. Two Gateways of the
 * same configuration run, one of the benchmark and one of the runner. They are measured
 * alternately, so that other work on the machine slows both.
 */
final class GatewayPart {
    static final String BUSY = ExecutorsPlan.SLOTS + " slots busy";
    static final String RUNNER = "runner with " + GATEWAY;
    private static final Duration MODEL_REQUEST_TIMEOUT = Duration.ofSeconds(90);

    private final ExecutorsPlan plan;
    private final Testbed testbed;
    private final Measurements measurements;

    GatewayPart(ExecutorsPlan plan, Testbed testbed) {
        this.plan = plan;
        this.testbed = testbed;
        this.measurements = testbed.measurements();
    }

    void measure() throws InterruptedException {
        measurements.progress("starting a gateway");
        try (BareGateway bare = testbed.startGateway()) {
            BenchGatewaySessions sessions = bare.awaitReady();
            if (plan.handAgent() > 0) {
                measureByHand(bare);
            }
            Child runner = testbed.startRunner(GATEWAY);
            try (TaskRuns tasks = testbed.taskRuns(GATEWAY)) {
                RunnerCpu cpu = new RunnerCpu(runner);
                measurements.progress("warming up");
                sessions.runTurns(sessions.create(plan.warmUpGateway()).sessions(), 2);
                tasks.run(plan.warmUpGateway(), 2);
                testbed.requireNoFailures(runner);
                measureMemory(runner, cpu, "at rest");
                for (ConcurrentLoad load : plan.gateway()) {
                    measureLoad(load, bare, sessions, tasks, cpu);
                }
                measureBusyMemory(runner, cpu, tasks);
                testbed.requireNoFailures(runner);
            }
            testbed.stopRunner(runner);
        }
    }

    private void measureByHand(BareGateway bare) throws InterruptedException {
        measurements.progress("openclaw agent by hand, %d times".formatted(plan.handAgent()));
        ManualRun manualRun = testbed.manualRun("by-hand-agent");
        measurements.add(
                ManualBench.measure(
                        HAND_AGENT,
                        plan.warmUpExec(),
                        plan.handAgent(),
                        bare::cpuTimeWithClients,
                        prompt -> manualRun.agent(prompt, bare.variables())));
    }

    private void measureLoad(
            ConcurrentLoad load,
            BareGateway bare,
            BenchGatewaySessions sessions,
            TaskRuns tasks,
            RunnerCpu cpu)
            throws InterruptedException {
        int block = Math.max(1, load.tasks() / plan.rounds());
        CpuStopwatch bareTotal = new CpuStopwatch(bare::cpuTime);
        CpuStopwatch total = new CpuStopwatch(cpu::withDescendants);
        CpuStopwatch own = new CpuStopwatch(cpu::own);
        List<long[]> creationNanos = new ArrayList<>();
        List<long[]> turnNanos = new ArrayList<>();
        List<TaskRuns.TaskTimes> times = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            BenchGatewaySessions.CreatedSessions created = sessions.create(block);
            creationNanos.add(created.nanos());
            bareTotal.start();
            turnNanos.add(sessions.runTurns(created.sessions(), load.atOnce()));
            bareTotal.stop();
            total.start();
            own.start();
            times.add(tasks.run(block, load.atOnce()));
            own.stop();
            total.stop();
        }
        int count = block * plan.rounds();
        if (load.atOnce() == 1) {
            measurements.progress(
                    "making a session in a gateway: p50 %.0f ms"
                            .formatted(latency(creationNanos).p50()));
        }
        measurements.add(
                new TaskCost(
                        BARE_TURN,
                        load.atOnce(),
                        latency(turnNanos),
                        bareTotal.perMinute(count),
                        bareTotal.cpuMs(count),
                        null));
        TaskRuns.TaskTimes allTimes = TaskRuns.TaskTimes.concat(times);
        measurements.add(
                new TaskCost(
                        GATEWAY,
                        load.atOnce(),
                        allTimes.wallTime(),
                        total.perMinute(count),
                        total.cpuMs(count),
                        own.cpuMs(count)));
        measurements.add(allTimes.phases(GATEWAY, load.atOnce()));
    }

    /** With a task in each slot that waits for the answer of its model. */
    private void measureBusyMemory(Child runner, RunnerCpu cpu, TaskRuns tasks)
            throws InterruptedException {
        testbed.model().pause();
        TaskRuns.PendingTasks pending;
        try {
            pending = tasks.submit(ExecutorsPlan.SLOTS, ExecutorsPlan.SLOTS);
            testbed.model().awaitWaiting(ExecutorsPlan.SLOTS, MODEL_REQUEST_TIMEOUT);
            measureMemory(runner, cpu, BUSY);
        } finally {
            testbed.model().resume();
        }
        pending.await();
    }

    private void measureMemory(Child runner, RunnerCpu cpu, String when) {
        measurements.add(new GroupMemory(RUNNER, when, 1, ProcessMemory.residentMib(runner.pid())));
        List<ProcessHandle> gateway = cpu.children();
        measurements.add(
                new GroupMemory(
                        "its gateway",
                        when,
                        ProcessCounts.processCount(gateway),
                        ProcessCounts.residentMib(gateway)));
    }

    private static Latency latency(List<long[]> nanos) {
        return Latency.ofNanos(nanos.stream().flatMapToLong(LongStream::of).toArray());
    }
}
