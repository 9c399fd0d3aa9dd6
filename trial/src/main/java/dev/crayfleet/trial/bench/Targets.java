package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.trial.bench.Report.Memory;
import dev.crayfleet.trial.bench.Report.Start;
import dev.crayfleet.trial.bench.Report.Throughput;
import dev.crayfleet.trial.measure.Target;
import java.util.ArrayList;
import java.util.List;

/** What is wanted of the figures. A miss is said, and is no failure: machines differ. */
final class Targets {
    static final double P50_RATIO = 5;
    static final double P99_RATIO = 10;
    static final double P50_MS = 15;
    static final double PER_SECOND = 2_000;
    static final double LONG_TO_SHORT = 0.8;
    static final double DISPATCHER_MIB = 512;

    private Targets() {}

    /**
     * @param throughput backlogs by length, among others
     * @param full the dispatcher with the longest backlog
     */
    static List<Target> judge(List<Start> starts, List<Throughput> throughput, Memory full) {
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
        targets.add(
                new Target(
                        "memory of the dispatcher, " + full.when(),
                        say("< %.0f MiB", DISPATCHER_MIB),
                        say("%.0f MiB", full.rss()),
                        full.rss() < DISPATCHER_MIB));
        return targets;
    }
}
