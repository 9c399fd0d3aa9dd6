package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.GroupMemory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.ResourceGrowth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.RunnerResources;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskPhases;
import dev.crayfleet.trial.measure.BenchTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the benchmark of executors. A missed one is reported and is no failure: machines
 * differ. What was not measured is not judged.
 */
final class ExecutorsTargets {
    static final double MAX_OVERHEAD_MS = 50;
    static final double MIN_SPEEDUP = 10;

    /** 200 MB. */
    static final double MAX_RUNNER_MIB = 190.7;

    /** Detects a leak of a kilobyte per task, or of a thread or descriptor in a hundred tasks. */
    static final double MAX_HEAP_KIB_PER_TASK = 1;

    static final double MAX_OTHERS_PER_TASK = 0.01;

    private ExecutorsTargets() {}

    static List<BenchTarget> judge(
            List<TaskCost> costs,
            List<TaskPhases> phases,
            List<GroupMemory> memory,
            Optional<ResourceGrowth> growth) {
        List<BenchTarget> targets = new ArrayList<>();
        Optional<TaskCost> gateway = singleTask(costs, ExecutorsReport.GATEWAY);
        gateway.ifPresent(ours -> {
            singleTask(costs, ExecutorsReport.BARE_TURN)
                    .ifPresent(own ->
                            phases.stream()
                                    .filter(each ->
                                            each.what().equals(ours.what()) && each.atOnce() == 1)
                                    .forEach(each -> targets.add(overhead(ours, each, own))));
            singleTask(costs, ExecutorsReport.HAND_EXEC)
                    .ifPresent(manualRun -> targets.add(speedup(ours, manualRun)));
        });
        memory.stream()
                .filter(each ->
                        each.what().equals(GatewayPart.RUNNER)
                                && each.when().equals(GatewayPart.BUSY))
                .findFirst()
                .map(ExecutorsTargets::runnerMemory)
                .ifPresent(targets::add);
        growth.map(ExecutorsTargets::growth).ifPresent(targets::add);
        return targets;
    }

    private static Optional<TaskCost> singleTask(List<TaskCost> costs, String what) {
        return costs.stream()
                .filter(each -> each.what().equals(what) && each.atOnce() == 1)
                .findFirst();
    }

    private static BenchTarget overhead(TaskCost ours, TaskPhases phases, TaskCost own) {
        double turn = own.wall().p50();
        double overhead = phases.finished().p50() - turn;
        return new BenchTarget(
                "what the executor adds to the gateway's own turn",
                format("p50 ≤ %.0f ms", MAX_OVERHEAD_MS),
                format(
                        "%.0f ms (%.0f to %.0f); %.0f ms from the submission to the result",
                        overhead, phases.finished().p50(), turn, ours.wall().p50() - turn),
                overhead <= MAX_OVERHEAD_MS);
    }

    private static BenchTarget speedup(TaskCost ours, TaskCost manualRun) {
        double speedup = manualRun.wall().p50() / ours.wall().p50();
        return new BenchTarget(
                "a task in a gateway, to openclaw agent exec by hand",
                format("≥ %.0f× faster", MIN_SPEEDUP),
                format("%.1f×", speedup),
                speedup >= MIN_SPEEDUP);
    }

    private static BenchTarget runnerMemory(GroupMemory runner) {
        return new BenchTarget(
                "memory of the " + runner.what() + ", " + runner.when(),
                format("< %.0f MiB (200 MB)", MAX_RUNNER_MIB),
                format("%.0f MiB", runner.rss()),
                runner.rss() < MAX_RUNNER_MIB);
    }

    private static BenchTarget growth(ResourceGrowth growth) {
        RunnerResources before = growth.before();
        RunnerResources after = growth.after();
        boolean isHeapSteady =
                before.heap() != null
                        && after.heap() != null
                        && (after.heap() - before.heap()) * 1024
                                <= MAX_HEAP_KIB_PER_TASK * growth.tasks();
        return new BenchTarget(
                format("what %,d demo tasks leave behind in a runner", growth.tasks()),
                format(
                        "heap ≤ %.1f MiB, threads and descriptors ≤ %.0f",
                        MAX_HEAP_KIB_PER_TASK * growth.tasks() / 1024,
                        MAX_OTHERS_PER_TASK * growth.tasks()),
                format(
                        "%s MiB, %s threads, %s descriptors",
                        before.heap() == null || after.heap() == null
                                ? "?"
                                : format("%+.1f", after.heap() - before.heap()),
                        change(before.threads(), after.threads()),
                        change(before.descriptors(), after.descriptors())),
                isHeapSteady
                        && isSteady(before.threads(), after.threads(), growth.tasks())
                        && isSteady(before.descriptors(), after.descriptors(), growth.tasks()));
    }

    private static boolean isSteady(@Nullable Integer before, @Nullable Integer after, int tasks) {
        return before != null && after != null && after - before <= MAX_OTHERS_PER_TASK * tasks;
    }

    private static String change(@Nullable Integer before, @Nullable Integer after) {
        return before == null || after == null ? "?" : format("%+d", after - before);
    }
}
