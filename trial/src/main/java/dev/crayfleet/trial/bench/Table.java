package dev.crayfleet.trial.bench;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.trial.bench.kafka.KafkaWrites.Kind;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Markdown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report for people, as Markdown tables, so that documentation can show it as it is. */
final class Table {
    private final Markdown out;

    Table(PrintWriter out) {
        this.out = new Markdown(out);
    }

    void print(Report report) {
        Report.Setup setup = report.setup();
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
        out.targets(report.targets());
        starts(report);
        raw(report);
        throughput(report);
        memory(report);
        idle(report);
        Report.Trouble trouble = report.trouble();
        out.line("");
        out.line(
                "Retries %d, stale messages %d, failed tasks %d, dead letters %d.",
                trouble.retries(), trouble.stale(), trouble.failed(), trouble.deadLetters());
        out.flush();
    }

    private void starts(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.Start each : report.startLatency()) {
            Latency latency = each.latency();
            rows.add(
                    List.of(
                            say("%.0f/s", each.perSecond()),
                            say(
                                    "%.1f× and %.1f× (at %.0f/s)",
                                    each.p50Ratio(), each.p99Ratio(), each.against()),
                            say("%.1f", latency.p50()),
                            say("%.1f", latency.p99()),
                            say("%.1f", latency.max()),
                            say("%.1f + %.1f", each.untilClaimed().p50(), each.afterwards().p50()),
                            say("%,d", latency.samples())));
        }
        table(
                List.of(
                        "produced to agent started",
                        "p50 and p99 to the raw round trip",
                        "p50 ms",
                        "p99 ms",
                        "max ms",
                        "until claimed + after, p50 ms",
                        "tasks"),
                rows);
    }

    private void raw(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.Raw each : report.rawLatency()) {
            Latency latency = each.latency();
            rows.add(
                    List.of(
                            say("%s, %.0f/s", each.what(), each.perSecond()),
                            say("%.1f", latency.p50()),
                            say("%.1f", latency.p99()),
                            say("%.1f", latency.max()),
                            say("%,d", latency.samples())));
        }
        table(List.of("Kafka alone", "p50 ms", "p99 ms", "max ms", "records"), rows);
        List<List<String>> rates = new ArrayList<>();
        for (Report.Rate each : report.rawRate()) {
            rates.add(
                    List.of(
                            each.what(),
                            say("%,.0f/s", each.perSecond()),
                            say("%,d", each.records())));
        }
        table(List.of("Kafka alone, batched", "rate", "records"), rates);
    }

    private void throughput(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.Throughput each : report.throughput()) {
            rows.add(
                    List.of(
                            say("%s of %,d", each.mode(), each.tasks()),
                            say("%,.0f/s", each.perSecond()),
                            joined(each.runs(), rate -> say("%,.0f", rate)),
                            joined(
                                    each.cpuMs().entrySet(),
                                    cpu -> say("%s %.2f", cpu.getKey(), cpu.getValue()))));
        }
        table(
                List.of(
                        "submit to result, one lane",
                        "results",
                        "single runs",
                        "CPU for a task, ms"),
                rows);
    }

    private void idle(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.Idle each : report.idle()) {
            Latency start = each.start();
            rows.add(
                    List.of(
                            say("%s, %.0f s", each.what(), each.seconds()),
                            joined(
                                    each.cpu().entrySet(),
                                    cpu -> say("%s %.2f", cpu.getKey(), cpu.getValue())),
                            say("%.2f and %.2f", each.transactions(), each.laneTransactions()),
                            Arrays.stream(Kind.values())
                                    .map(kind -> say("%,.0f", each.bytes().getOrDefault(kind, 0.0)))
                                    .collect(Collectors.joining(" + ")),
                            start == null ? "" : say("%.1f and %.1f", start.p50(), start.p99())));
        }
        table(
                List.of(
                        "nothing to do",
                        "CPU, % of a core",
                        "transactions a second, and in the busiest lane",
                        "bytes a second: Kafka's own topics + changelogs + messages",
                        "start latency at 1/s, p50 and p99 ms"),
                rows);
    }

    /** What was not measured is not shown. */
    private void table(List<String> head, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            out.table(head, rows);
        }
    }

    private static <T> String joined(Collection<T> all, Function<T, String> how) {
        return all.stream().map(how).collect(Collectors.joining(", "));
    }

    private void memory(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Report.Memory each : report.memory()) {
            rows.add(
                    List.of(
                            each.process(),
                            each.when(),
                            say("%.0f", each.rss()),
                            each.heap() == null ? "?" : say("%.0f", each.heap())));
        }
        table(List.of("memory", "when", "RSS MiB", "heap in use MiB"), rows);
    }
}
