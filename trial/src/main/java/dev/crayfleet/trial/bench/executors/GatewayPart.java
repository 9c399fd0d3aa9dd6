package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.bench.executors.ExecutorsReport.GATEWAY;
import static dev.crayfleet.trial.bench.executors.ExecutorsReport.HAND_AGENT;
import static dev.crayfleet.trial.bench.executors.ExecutorsReport.OWN_TURN;

import dev.crayfleet.trial.bench.executors.ExecutorsPlan.Load;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Memory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Way;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.ProcessCounts;
import dev.crayfleet.trial.measure.ProcessMemory;
import dev.crayfleet.trial.process.Child;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * OpenClaw's Gateway: what it needs itself, and what a runner adds. There are two of them, one of
 * the benchmark's and one of the runner's, of the same configuration; they take turns, so that what
 * disturbs one disturbs the other.
 */
final class GatewayPart {
    static final String BUSY = ExecutorsPlan.SLOTS + " slots busy";
    static final String RUNNER = "runner with " + GATEWAY;
    private static final Duration ASKED_WITHIN = Duration.ofSeconds(90);

    private final ExecutorsPlan plan;
    private final Testbed stand;
    private final Measurements figures;

    GatewayPart(ExecutorsPlan plan, Testbed stand) {
        this.plan = plan;
        this.stand = stand;
        this.figures = stand.figures();
    }

    void measure() throws InterruptedException {
        figures.doing("starting a gateway");
        try (BareGateway bare = stand.gateway()) {
            bare.awaitReady();
            if (plan.handAgent() > 0) {
                byHand(bare);
            }
            Child runner = stand.runner(GATEWAY);
            try (TaskRuns tasks = stand.tasks(GATEWAY)) {
                RunnerCpu cpu = new RunnerCpu(runner);
                figures.doing("warming up");
                bare.turns(bare.sessions(plan.warmUpGateway()), 2);
                tasks.run(plan.warmUpGateway(), 2);
                stand.requireSuccess(runner);
                memory(runner, cpu, "at rest");
                for (Load load : plan.gateway()) {
                    measure(load, bare, tasks, cpu);
                }
                busy(runner, cpu, tasks);
                stand.requireSuccess(runner);
            }
            stand.stop(runner);
        }
    }

    private void byHand(BareGateway bare) throws InterruptedException {
        figures.doing("openclaw agent by hand, %d times".formatted(plan.handAgent()));
        ManualRun hand = stand.hand("by-hand-agent");
        for (int n = 0; n < plan.warmUpExec(); n++) {
            hand.agent(TaskSource.prompt(n), bare.variables());
        }
        CpuStopwatch stretch = new CpuStopwatch(() -> cpuWithClients(bare));
        long[] nanos = new long[plan.handAgent()];
        stretch.begin();
        for (int n = 0; n < nanos.length; n++) {
            nanos[n] = hand.agent(TaskSource.prompt(n), bare.variables());
        }
        stretch.end();
        figures.add(
                new Way(
                        HAND_AGENT,
                        1,
                        Latency.ofNanos(nanos),
                        stretch.perMinute(nanos.length),
                        stretch.cpuMs(nanos.length),
                        null));
    }

    private void measure(Load load, BareGateway bare, TaskRuns tasks, RunnerCpu cpu)
            throws InterruptedException {
        int block = Math.max(1, load.tasks() / plan.rounds());
        CpuStopwatch alone = new CpuStopwatch(() -> cpu(bare.processes()));
        CpuStopwatch all = new CpuStopwatch(cpu::all);
        CpuStopwatch own = new CpuStopwatch(cpu::own);
        List<long[]> sessions = new ArrayList<>();
        List<long[]> turns = new ArrayList<>();
        List<TaskRuns.Times> times = new ArrayList<>();
        for (int n = 0; n < plan.rounds(); n++) {
            BareGateway.Sessions where = bare.sessions(block);
            sessions.add(where.nanos());
            alone.begin();
            turns.add(bare.turns(where, load.atOnce()));
            alone.end();
            all.begin();
            own.begin();
            times.add(tasks.run(block, load.atOnce()));
            own.end();
            all.end();
        }
        int count = block * plan.rounds();
        if (load.atOnce() == 1) {
            figures.doing(
                    "making a session in a gateway: p50 %.0f ms"
                            .formatted(latency(sessions).p50()));
        }
        figures.add(
                new Way(
                        OWN_TURN,
                        load.atOnce(),
                        latency(turns),
                        alone.perMinute(count),
                        alone.cpuMs(count),
                        null));
        TaskRuns.Times together = TaskRuns.Times.all(times);
        figures.add(
                new Way(
                        GATEWAY,
                        load.atOnce(),
                        together.wall(),
                        all.perMinute(count),
                        all.cpuMs(count),
                        own.cpuMs(count)));
        figures.add(together.parts(GATEWAY, load.atOnce()));
    }

    /** With a task in each slot that waits for its model. */
    private void busy(Child runner, RunnerCpu cpu, TaskRuns tasks) throws InterruptedException {
        stand.model().hold();
        TaskRuns.Begun begun;
        try {
            begun = tasks.begin(ExecutorsPlan.SLOTS, ExecutorsPlan.SLOTS);
            stand.model().awaitWaiting(ExecutorsPlan.SLOTS, ASKED_WITHIN);
            memory(runner, cpu, BUSY);
        } finally {
            stand.model().release();
        }
        begun.await();
    }

    private void memory(Child runner, RunnerCpu cpu, String when) {
        figures.add(new Memory(RUNNER, when, 1, ProcessMemory.resident(runner.pid())));
        List<ProcessHandle> gateway = cpu.children();
        figures.add(
                new Memory(
                        "its gateway",
                        when,
                        ProcessCounts.size(gateway),
                        ProcessCounts.resident(gateway)));
    }

    private static Latency latency(List<long[]> nanos) {
        return Latency.ofNanos(nanos.stream().flatMapToLong(LongStream::of).toArray());
    }

    private static Optional<Duration> cpuWithClients(BareGateway bare) {
        return cpu(bare.processes())
                .flatMap(there ->
                        ProcessCounts.cpuOfEnded(ProcessHandle.current()).map(there::plus));
    }

    private static Optional<Duration> cpu(List<ProcessHandle> roots) {
        Optional<Duration> sum = Optional.of(Duration.ZERO);
        for (ProcessHandle root : roots) {
            Optional<Duration> one = ProcessCounts.cpu(root);
            sum = sum.flatMap(before -> one.map(before::plus));
        }
        return sum;
    }
}
