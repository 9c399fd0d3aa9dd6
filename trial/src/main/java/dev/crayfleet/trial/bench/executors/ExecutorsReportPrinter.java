package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.ResourceGrowth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.RunnerResources;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskPhases;
import dev.crayfleet.trial.measure.Markdown;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the report as Markdown tables. */
final class ExecutorsReportPrinter {
    private final Markdown out;

    ExecutorsReportPrinter(PrintWriter out) {
        this.out = new Markdown(out);
    }

    static void print(ExecutorsReport report, PrintWriter out) {
        new ExecutorsReportPrinter(out).print(report);
    }

    private void print(ExecutorsReport report) {
        ExecutorsReport.ExecutorsSetup setup = report.setup();
        out.line(
                "`%s`, %s: %d cores, %s, Java %s, %s; heap of the runner %d MiB; load average %.1f before and %.1f after; took %.0f s",
                setup.command(),
                setup.at(),
                setup.machine().cores(),
                setup.machine().system(),
                setup.machine().java(),
                setup.openclaw(),
                setup.runnerHeapMb(),
                setup.loadBefore(),
                setup.loadAfter(),
                setup.seconds());
        if (!report.targets().isEmpty()) {
            out.targets(report.targets());
        }
        printCosts(report.ways());
        printPhases(report.parts());
        out.table(
                List.of("memory", "when", "processes", "RSS MiB"),
                report.memory(),
                each ->
                        List.of(
                                each.what(),
                                each.when(),
                                format("%d", each.processes()),
                                format("%,.0f", each.rss())));
        ResourceGrowth growth = report.growth();
        if (growth != null) {
            printGrowth(growth);
        }
        out.flush();
    }

    private void printCosts(List<TaskCost> costs) {
        out.table(
                List.of(
                        "one task",
                        "at once",
                        "p50 s",
                        "p99 s",
                        "mean s",
                        "CPU s",
                        "of it the runner's",
                        "tasks a minute",
                        "tasks"),
                costs,
                cost ->
                        List.of(
                                cost.what(),
                                format("%d", cost.atOnce()),
                                format("%.2f", cost.wall().p50() / 1e3),
                                format("%.2f", cost.wall().p99() / 1e3),
                                format("%.2f", cost.wall().mean() / 1e3),
                                seconds(cost.cpuMs()),
                                cost.runnerCpuMs() == null ? "" : seconds(cost.runnerCpuMs()),
                                format("%.0f", cost.perMinute()),
                                format("%d", cost.wall().samples())));
    }

    private void printPhases(List<TaskPhases> phases) {
        out.table(
                List.of(
                        "where the time goes, p50 ms",
                        "at once",
                        "until claimed",
                        "until the agent starts",
                        "the executor",
                        "until the result is read"),
                phases,
                each ->
                        List.of(
                                each.what(),
                                format("%d", each.atOnce()),
                                format("%.0f", each.claimed().p50()),
                                format("%.0f", each.started().p50()),
                                format("%,.0f", each.finished().p50()),
                                format("%.0f", each.seen().p50())));
    }

    private void printGrowth(ResourceGrowth growth) {
        out.table(
                List.of(
                        "runner with demo tasks",
                        "heap in use MiB",
                        "threads",
                        "descriptors",
                        "RSS MiB"),
                List.of(
                        resourceRow(format("after %,d", growth.tasks()), growth.before()),
                        resourceRow(format("after %,d more", growth.tasks()), growth.after())));
    }

    private static List<String> resourceRow(String when, RunnerResources resources) {
        return List.of(
                when,
                resources.heap() == null ? "?" : format("%.1f", resources.heap()),
                resources.threads() == null ? "?" : format("%d", resources.threads()),
                resources.descriptors() == null ? "?" : format("%d", resources.descriptors()),
                format("%.0f", resources.rss()));
    }

    private static String seconds(@Nullable Double ms) {
        return ms == null ? "?" : format("%.2f", ms / 1e3);
    }
}
