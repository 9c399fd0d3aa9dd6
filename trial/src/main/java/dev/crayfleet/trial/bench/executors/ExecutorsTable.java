package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.Growth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Look;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Memory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Parts;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Way;
import dev.crayfleet.trial.measure.Markdown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report for people, as Markdown tables. */
final class ExecutorsTable {
    private final Markdown out;

    ExecutorsTable(PrintWriter out) {
        this.out = new Markdown(out);
    }

    void print(ExecutorsReport report) {
        ExecutorsReport.Setup setup = report.setup();
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
        ways(report.ways());
        parts(report.parts());
        memory(report.memory());
        Growth growth = report.growth();
        if (growth != null) {
            growth(growth);
        }
        out.flush();
    }

    private void ways(List<Way> ways) {
        if (ways.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Way each : ways) {
            rows.add(
                    List.of(
                            each.what(),
                            say("%d", each.atOnce()),
                            say("%.2f", each.wall().p50() / 1e3),
                            say("%.2f", each.wall().p99() / 1e3),
                            say("%.2f", each.wall().mean() / 1e3),
                            seconds(each.cpuMs()),
                            each.runnerCpuMs() == null ? "" : seconds(each.runnerCpuMs()),
                            say("%.0f", each.perMinute()),
                            say("%d", each.wall().samples())));
        }
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
                rows);
    }

    private void parts(List<Parts> parts) {
        if (parts.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Parts each : parts) {
            rows.add(
                    List.of(
                            each.what(),
                            say("%d", each.atOnce()),
                            say("%.0f", each.claimed().p50()),
                            say("%.0f", each.started().p50()),
                            say("%,.0f", each.finished().p50()),
                            say("%.0f", each.seen().p50())));
        }
        out.table(
                List.of(
                        "where the time goes, p50 ms",
                        "at once",
                        "until claimed",
                        "until the agent starts",
                        "the executor",
                        "until the result is read"),
                rows);
    }

    private void memory(List<Memory> memory) {
        if (memory.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Memory each : memory) {
            rows.add(
                    List.of(
                            each.what(),
                            each.when(),
                            say("%d", each.processes()),
                            say("%,.0f", each.rss())));
        }
        out.table(List.of("memory", "when", "processes", "RSS MiB"), rows);
    }

    private void growth(Growth growth) {
        out.table(
                List.of(
                        "runner with demo tasks",
                        "heap in use MiB",
                        "threads",
                        "descriptors",
                        "RSS MiB"),
                List.of(
                        look(say("after %,d", growth.tasks()), growth.before()),
                        look(say("after %,d more", growth.tasks()), growth.after())));
    }

    private static List<String> look(String when, Look look) {
        return List.of(
                when,
                look.heap() == null ? "?" : say("%.1f", look.heap()),
                look.threads() == null ? "?" : say("%d", look.threads()),
                look.descriptors() == null ? "?" : say("%d", look.descriptors()),
                say("%.0f", look.rss()));
    }

    private static String seconds(@Nullable Double ms) {
        return ms == null ? "?" : say("%.2f", ms / 1e3);
    }
}
