package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.trial.bench.Report.Idle;
import dev.crayfleet.trial.bench.Report.Memory;
import dev.crayfleet.trial.bench.Report.Start;
import dev.crayfleet.trial.bench.Report.Throughput;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wanted of the figures. A miss is said, and is no failure: machines differ. */
final class Targets {
    static final double P50_RATIO = 5;
    static final double P99_RATIO = 10;
    static final double P50_MS = 15;
    static final double PER_SECOND = 2_000;
    static final double LONG_TO_SHORT = 0.8;
    static final double DISPATCHER_MIB = 512;

    static final double LOCAL_PERCENT = 3;
    static final double DISPATCHER_PERCENT = 1;
    static final double BEATEN_PERCENT = 10;
    static final double LANE_TRANSACTIONS = 0.2;
    static final double AS_BEFORE = 1.5;

    private Targets() {}

    /**
     * @param throughput backlogs by length, among others; may be empty
     * @param full the dispatcher with the longest backlog; absent where there was none
     */
    static List<Target> judge(
            List<Start> starts,
            List<Throughput> throughput,
            @Nullable Memory full,
            List<Idle> idle) {
        List<Target> targets = new ArrayList<>(ofStarts(starts));
        if (!throughput.isEmpty()) {
            targets.addAll(ofThroughput(throughput));
        }
        if (full != null) {
            targets.add(
                    new Target(
                            "memory of the dispatcher, " + full.when(),
                            say("< %.0f MiB", DISPATCHER_MIB),
                            say("%.0f MiB", full.rss()),
                            full.rss() < DISPATCHER_MIB));
        }
        targets.addAll(ofIdle(idle));
        return targets;
    }

    private static List<Target> ofStarts(List<Start> starts) {
        List<Target> targets = new ArrayList<>();
        for (Start each : starts) {
            targets.add(
                    new Target(
                            say("start latency at %.0f/s", each.perSecond()),
                            say(
                                    "p50 ≤ %.0f× and p99 ≤ %.0f× the raw round trip, or p50 ≤ %.0f ms",
                                    P50_RATIO, P99_RATIO, P50_MS),
                            say(
                                    "%.1f× and %.1f×, p50 %.1f ms",
                                    each.p50Ratio(), each.p99Ratio(), each.latency().p50()),
                            (each.p50Ratio() <= P50_RATIO && each.p99Ratio() <= P99_RATIO)
                                    || each.latency().p50() <= P50_MS));
        }
        return targets;
    }

    private static List<Target> ofThroughput(List<Throughput> throughput) {
        List<Target> targets = new ArrayList<>();
        for (Throughput each : throughput) {
            targets.add(
                    new Target(
                            say("results through one lane, %s of %,d", each.mode(), each.tasks()),
                            say("≥ %,.0f/s", PER_SECOND),
                            say("%,.0f/s", each.perSecond()),
                            each.perSecond() >= PER_SECOND));
        }
        List<Throughput> backlogs =
                throughput.stream().filter(each -> each.mode().equals("backlog")).toList();
        double share = backlogs.getLast().perSecond() / backlogs.getFirst().perSecond();
        targets.add(
                new Target(
                        say(
                                "rate with a backlog of %,d to that with %,d",
                                backlogs.getLast().tasks(), backlogs.getFirst().tasks()),
                        say("≥ %.0f %%", 100 * LONG_TO_SHORT),
                        say("%.0f %%", 100 * share),
                        share >= LONG_TO_SHORT));
        return targets;
    }

    private static List<Target> ofIdle(List<Idle> idle) {
        List<Target> targets = new ArrayList<>();
        Idle before = null;
        for (Idle each : idle) {
            if (each.what().equals(Idle.LOCAL)) {
                targets.add(cpu(each, "fleet", LOCAL_PERCENT));
                continue;
            }
            targets.add(
                    cpu(each, "dispatcher", before == null ? DISPATCHER_PERCENT : BEATEN_PERCENT));
            targets.add(
                    new Target(
                            say("transactions in a lane: %s", each.what()),
                            say("< %.1f/s", LANE_TRANSACTIONS),
                            say("%.2f/s", each.laneTransactions()),
                            each.laneTransactions() < LANE_TRANSACTIONS));
            if (before != null && each.start() != null && before.start() != null) {
                targets.add(asBefore(each.what(), each.start(), before.start()));
            }
            before = each;
        }
        return targets;
    }

    private static Target cpu(Idle idle, String process, double percent) {
        return new Target(
                say("CPU when idle: %s", idle.what()),
                say("< %.0f %% of a core", percent),
                say("%.2f %%", idle.cpuOf(process)),
                idle.cpuOf(process) < percent);
    }

    private static Target asBefore(String what, Latency now, Latency before) {
        double ratio = now.p50() / before.p50();
        return new Target(
                say("start latency at 1/s: %s", what),
                say("p50 ≤ %.1f× that without, or ≤ %.0f ms", AS_BEFORE, P50_MS),
                say("%.1f×, p50 %.1f ms", ratio, now.p50()),
                ratio <= AS_BEFORE || now.p50() <= P50_MS);
    }
}
