package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.trial.bench.BenchReport.MemoryUse;
import dev.crayfleet.trial.bench.BenchReport.TaskStart;
import dev.crayfleet.trial.bench.BenchReport.Throughput;
import dev.crayfleet.trial.measure.BenchTarget;
import dev.crayfleet.trial.measure.Latency;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The targets of a benchmark. A missed one is reported and is no failure: machines differ. */
final class BenchTargets {
    static final double MAX_P50_RATIO = 5;
    static final double MAX_P99_RATIO = 10;
    static final double MAX_P50_MS = 15;
    static final double MIN_RESULTS_PER_SECOND = 2_000;
    static final double MIN_BACKLOG_RATIO = 0.8;
    static final double MAX_DISPATCHER_MIB = 512;

    static final double MAX_LOCAL_PERCENT = 3;
    static final double MAX_DISPATCHER_PERCENT = 1;
    static final double MAX_PERCENT_WITH_HEARTBEATS = 10;
    static final double MAX_LANE_TRANSACTIONS = 0.2;
    static final double MAX_LATENCY_RATIO_WITH_HEARTBEATS = 1.5;

    private BenchTargets() {}

    /**
     * @param throughput with backlogs sorted by length; may be empty
     * @param fullDispatcher the dispatcher with the longest backlog; absent without one
     */
    static List<BenchTarget> judge(
            List<TaskStart> starts,
            List<Throughput> throughput,
            @Nullable MemoryUse fullDispatcher,
            List<IdleCost> idle) {
        List<BenchTarget> targets = new ArrayList<>(ofStarts(starts));
        if (!throughput.isEmpty()) {
            targets.addAll(ofThroughput(throughput));
        }
        if (fullDispatcher != null) {
            targets.add(
                    new BenchTarget(
                            "memory of the dispatcher, " + fullDispatcher.when(),
                            format("< %.0f MiB", MAX_DISPATCHER_MIB),
                            format("%.0f MiB", fullDispatcher.rss()),
                            fullDispatcher.rss() < MAX_DISPATCHER_MIB));
        }
        targets.addAll(ofIdle(idle));
        return targets;
    }

    private static List<BenchTarget> ofStarts(List<TaskStart> starts) {
        List<BenchTarget> targets = new ArrayList<>();
        for (TaskStart each : starts) {
            targets.add(
                    new BenchTarget(
                            format("start latency at %.0f/s", each.perSecond()),
                            format(
                                    "p50 ≤ %.0f× and p99 ≤ %.0f× the raw round trip, or p50 ≤ %.0f ms",
                                    MAX_P50_RATIO, MAX_P99_RATIO, MAX_P50_MS),
                            format(
                                    "%.1f× and %.1f×, p50 %.1f ms",
                                    each.p50Ratio(), each.p99Ratio(), each.latency().p50()),
                            (each.p50Ratio() <= MAX_P50_RATIO && each.p99Ratio() <= MAX_P99_RATIO)
                                    || each.latency().p50() <= MAX_P50_MS));
        }
        return targets;
    }

    private static List<BenchTarget> ofThroughput(List<Throughput> throughput) {
        List<BenchTarget> targets = new ArrayList<>();
        for (Throughput each : throughput) {
            targets.add(
                    new BenchTarget(
                            format(
                                    "results through one lane, %s of %,d",
                                    each.mode(), each.tasks()),
                            format("≥ %,.0f/s", MIN_RESULTS_PER_SECOND),
                            format("%,.0f/s", each.perSecond()),
                            each.perSecond() >= MIN_RESULTS_PER_SECOND));
        }
        List<Throughput> backlogs =
                throughput.stream().filter(each -> each.mode().equals("backlog")).toList();
        double ratio = backlogs.getLast().perSecond() / backlogs.getFirst().perSecond();
        targets.add(
                new BenchTarget(
                        format(
                                "rate with a backlog of %,d to that with %,d",
                                backlogs.getLast().tasks(), backlogs.getFirst().tasks()),
                        format("≥ %.0f %%", 100 * MIN_BACKLOG_RATIO),
                        format("%.0f %%", 100 * ratio),
                        ratio >= MIN_BACKLOG_RATIO));
        return targets;
    }

    private static List<BenchTarget> ofIdle(List<IdleCost> idle) {
        List<BenchTarget> targets = new ArrayList<>();
        IdleCost alone = null;
        for (IdleCost each : idle) {
            if (each.what().equals(IdleCost.LOCAL)) {
                targets.add(cpu(each, "fleet", MAX_LOCAL_PERCENT));
                continue;
            }
            targets.add(
                    cpu(
                            each,
                            "dispatcher",
                            alone == null ? MAX_DISPATCHER_PERCENT : MAX_PERCENT_WITH_HEARTBEATS));
            targets.add(
                    new BenchTarget(
                            format("transactions in a lane: %s", each.what()),
                            format("< %.1f/s", MAX_LANE_TRANSACTIONS),
                            format("%.2f/s", each.laneTransactions()),
                            each.laneTransactions() < MAX_LANE_TRANSACTIONS));
            if (alone != null && each.start() != null && alone.start() != null) {
                targets.add(startLatency(each.what(), each.start(), alone.start()));
            }
            alone = each;
        }
        return targets;
    }

    private static BenchTarget cpu(IdleCost idle, String process, double percent) {
        return new BenchTarget(
                format("CPU when idle: %s", idle.what()),
                format("< %.0f %% of a core", percent),
                format("%.2f %%", idle.cpuOf(process)),
                idle.cpuOf(process) < percent);
    }

    private static BenchTarget startLatency(String what, Latency withHeartbeats, Latency alone) {
        double ratio = withHeartbeats.p50() / alone.p50();
        return new BenchTarget(
                format("start latency at 1/s: %s", what),
                format(
                        "p50 ≤ %.1f× that without, or ≤ %.0f ms",
                        MAX_LATENCY_RATIO_WITH_HEARTBEATS, MAX_P50_MS),
                format("%.1f×, p50 %.1f ms", ratio, withHeartbeats.p50()),
                ratio <= MAX_LATENCY_RATIO_WITH_HEARTBEATS || withHeartbeats.p50() <= MAX_P50_MS);
    }
}
