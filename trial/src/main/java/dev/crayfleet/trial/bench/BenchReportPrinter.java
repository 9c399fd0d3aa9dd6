package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.trial.bench.kafka.TopicKind;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Markdown;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints the report as Markdown tables, so that it can be put into documentation unchanged. */
final class BenchReportPrinter {
    private final Markdown out;

    BenchReportPrinter(PrintWriter out) {
        this.out = new Markdown(out);
    }

    static void print(BenchReport report, PrintWriter out) {
        new BenchReportPrinter(out).print(report);
    }

    private void print(BenchReport report) {
        printSetup(report.setup());
        out.targets(report.targets());
        printStarts(report);
        printBaseline(report);
        printThroughput(report);
        printMemory(report);
        printIdle(report);
        FailureCounts failures = report.trouble();
        out.line("");
        out.line(
                "Retries %d, stale messages %d, failed tasks %d, dead letters %d.",
                failures.retries(), failures.stale(), failures.failed(), failures.deadLetters());
        out.flush();
    }

    private void printSetup(BenchReport.BenchSetup setup) {
        out.line(
                "`%s`, %s: %d cores, %s, Java %s; Kafka %s; %d slots; heaps of dispatcher and runner %d and %d MiB%s; load average %.1f before and %.1f after; took %.0f s",
                setup.command(),
                setup.at(),
                setup.cores(),
                setup.system(),
                setup.java(),
                setup.kafka(),
                setup.slots(),
                setup.dispatcherHeapMb(),
                setup.runnerHeapMb(),
                joined(setup.settings().entrySet(), each -> "; " + each),
                setup.loadBefore(),
                setup.loadAfter(),
                setup.seconds());
    }

    private void printStarts(BenchReport report) {
        out.table(
                List.of(
                        "produced to agent started",
                        "p50 and p99 to the raw round trip",
                        "p50 ms",
                        "p99 ms",
                        "max ms",
                        "until claimed + after, p50 ms",
                        "tasks"),
                report.startLatency(),
                start ->
                        List.of(
                                format("%.0f/s", start.perSecond()),
                                format(
                                        "%.1f× and %.1f× (at %.0f/s)",
                                        start.p50Ratio(), start.p99Ratio(), start.against()),
                                format("%.1f", start.latency().p50()),
                                format("%.1f", start.latency().p99()),
                                format("%.1f", start.latency().max()),
                                format(
                                        "%.1f + %.1f",
                                        start.untilClaimed().p50(), start.afterwards().p50()),
                                format("%,d", start.latency().samples())));
    }

    private void printBaseline(BenchReport report) {
        out.table(
                List.of("Kafka alone", "p50 ms", "p99 ms", "max ms", "records"),
                report.rawLatency(),
                each ->
                        List.of(
                                format("%s, %.0f/s", each.what(), each.perSecond()),
                                format("%.1f", each.latency().p50()),
                                format("%.1f", each.latency().p99()),
                                format("%.1f", each.latency().max()),
                                format("%,d", each.latency().samples())));
        out.table(
                List.of("Kafka alone, batched", "rate", "records"),
                report.rawRate(),
                rate ->
                        List.of(
                                rate.what(),
                                format("%,.0f/s", rate.perSecond()),
                                format("%,d", rate.records())));
    }

    private void printThroughput(BenchReport report) {
        out.table(
                List.of(
                        "submit to result, one lane",
                        "results",
                        "single runs",
                        "CPU for a task, ms"),
                report.throughput(),
                each ->
                        List.of(
                                format("%s of %,d", each.mode(), each.tasks()),
                                format("%,.0f/s", each.perSecond()),
                                joined(each.runs(), rate -> format("%,.0f", rate)),
                                byProcess(each.cpuMs())));
    }

    private void printMemory(BenchReport report) {
        out.table(
                List.of("memory", "when", "RSS MiB", "heap in use MiB"),
                report.memory(),
                each ->
                        List.of(
                                each.process(),
                                each.when(),
                                format("%.0f", each.rss()),
                                each.heap() == null ? "?" : format("%.0f", each.heap())));
    }

    private void printIdle(BenchReport report) {
        out.table(
                List.of(
                        "nothing to do",
                        "CPU, % of a core",
                        "transactions a second, and in the busiest lane",
                        "bytes a second: Kafka's own topics + changelogs + messages",
                        "start latency at 1/s, p50 and p99 ms"),
                report.idle(),
                idle -> {
                    Latency start = idle.start();
                    return List.of(
                            format("%s, %.0f s", idle.what(), idle.seconds()),
                            byProcess(idle.cpu()),
                            format("%.2f and %.2f", idle.transactions(), idle.laneTransactions()),
                            Arrays.stream(TopicKind.values())
                                    .map(kind ->
                                            format("%,.0f", idle.bytes().getOrDefault(kind, 0.0)))
                                    .collect(Collectors.joining(" + ")),
                            start == null ? "" : format("%.1f and %.1f", start.p50(), start.p99()));
                });
    }

    private static String byProcess(Map<String, Double> values) {
        return joined(values.entrySet(), each -> format("%s %.2f", each.getKey(), each.getValue()));
    }

    private static <T> String joined(Collection<T> items, Function<T, String> toText) {
        return items.stream().map(toText).collect(Collectors.joining(", "));
    }
}
