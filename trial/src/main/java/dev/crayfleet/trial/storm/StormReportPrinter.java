package dev.crayfleet.trial.storm;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** Prints a report for people. */
final class StormReportPrinter {
    private static final int MAX_SHOWN_VIOLATIONS = 50;

    private final StormReport report;
    private final StormOptions options;
    private final PrintWriter out;

    StormReportPrinter(StormReport report, PrintWriter out) {
        this.report = report;
        this.options = report.options();
        this.out = out;
    }

    void print() {
        out.printf(
                "A storm of %d tasks in %d s (%d s with start and counting), seed %d%n",
                options.tasks(),
                report.times().load().toSeconds(),
                report.times().total().toSeconds(),
                options.seed());
        out.println("Repeat it: " + options.command());
        out.println();
        out.println("Tasks accepted: " + report.counts().accepted());
        report.counts()
                .byName()
                .forEach((name, count) -> out.printf("  %-40s %,8d%n", name, count));
        printHostile();
        out.println();
        printFaults();
        out.println();
        out.println("Settings that are not the default:");
        StormFleet.changedSettings(options)
                .forEach((name, value) -> out.printf("  %s = %s%n", name, value));
        out.println();
        printVerdict();
        out.flush();
    }

    private void printFaults() {
        out.println(
                "Faults, and the time from each until there was progress again in what it hit:");
        out.printf(
                "  %-40s %5s %9s %8s %8s %8s%n",
                "", "times", "measured", "p50 s", "p99 s", "max s");
        for (FaultKind kind : options.faultKinds().stream().sorted().toList()) {
            List<Duration> times = report.recoveryTimes(kind);
            out.printf("  %-40s %5d", kind.label(), report.counts().faults().getOrDefault(kind, 0));
            if (times.isEmpty()) {
                out.printf("%10d%n", 0);
            } else {
                out.printf(
                        "%10d %8.1f %8.1f %8.1f%n",
                        times.size(),
                        StormReport.seconds(StormReport.percentile(times, 50)),
                        StormReport.seconds(StormReport.percentile(times, 99)),
                        StormReport.seconds(StormReport.percentile(times, 100)));
            }
        }
    }

    private void printHostile() {
        if (report.hostile().isEmpty()) {
            return;
        }
        out.println();
        out.println("Hostile inputs, and what came of them:");
        out.printf("  %-22s", "");
        new Counts<>(HostileCount.class)
                .byName()
                .keySet()
                .forEach(name -> out.printf("%14s", name));
        out.println();
        report.hostile()
                .forEach((path, counts) -> {
                    out.printf("  %-22s", path.label());
                    counts.byName().values().forEach(count -> out.printf("%,14d", count));
                    out.println();
                });
    }

    private void printVerdict() {
        List<Violation> violations = report.violations();
        if (!report.isQuiet()) {
            out.println(
                    "BROKEN it did not become quiet in time. Data and logs: " + options.folder());
        }
        violations.stream()
                .limit(MAX_SHOWN_VIOLATIONS)
                .forEach(violation -> out.println("BROKEN " + violation));
        if (violations.size() > MAX_SHOWN_VIOLATIONS) {
            out.printf("and %d more%n", violations.size() - MAX_SHOWN_VIOLATIONS);
        }
        if (!violations.isEmpty()) {
            out.println(violations.size() + " violations. Data and logs: " + options.folder());
        } else if (report.isQuiet()) {
            out.println("Every promise was kept.");
        }
    }
}
