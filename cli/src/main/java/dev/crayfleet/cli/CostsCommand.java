package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.kafka.FinishedTaskLog;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.kafka.KafkaSettings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What agents have cost, from the results in Kafka. */
@Command(
        name = "costs",
        description = {
            "Adds up tokens and cost of the results in Kafka, which keeps them for 30 days.",
            "Of a task that was tried several times, its last attempt counts."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CostsCommand implements Callable<Integer> {
    private static final int CHART_WIDTH = 30;
    private static final int DECIMALS = 4;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "2h or 7d ago, or 2026-01-02 (${DEFAULT-VALUE})")
    private String since = "7d";

    @Option(names = "--until", paramLabel = "TIME", description = "likewise (now)")
    private @Nullable String until;

    @Option(
            names = "--by",
            defaultValue = "model",
            description = "model, requester, agent or day (${DEFAULT-VALUE})")
    private CostReport.By by = CostReport.By.MODEL;

    @Option(names = "--chart", description = "draws a bar for each line")
    private boolean chart;

    @Option(names = "--json", description = "prints JSON: lines, total, since, until")
    private boolean json;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    @Override
    public Integer call() throws InterruptedException {
        Terminal out = Terminal.of(spec);
        ZoneId zone = ZoneId.systemDefault();
        Instant from;
        Instant to;
        try {
            from = PastTimes.parse(since, Instant.now(), zone);
            to = until == null ? Instant.now() : PastTimes.parse(until, Instant.now(), zone);
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
        CostReport report = new CostReport(by, zone);
        long unreadable = read(report, from, to);
        if (json) {
            out.json(toJson(report, from, to, unreadable));
            return 0;
        }
        out.table(TextTable.lines(table(report)));
        if (report.total().unpriced() > 0) {
            out.progress(
                    "Of %,d results the price is not known: openclaw.json has none for their models."
                            .formatted(report.total().unpriced()));
        }
        if (unreadable > 0) {
            out.progress("%,d records on the results topic are no results.".formatted(unreadable));
        }
        return 0;
    }

    /** Returns how many records could not be read. */
    private long read(CostReport report, Instant from, Instant to) throws InterruptedException {
        KafkaSettings settings = FleetAddresses.read().kafka(bootstrap);
        FleetAddresses.check(null, settings.bootstrap());
        try (ProgressBar progress = Terminal.of(spec).progressBar("results")) {
            return new FinishedTaskLog(settings).read(from, to, report::add, progress);
        }
    }

    private List<List<String>> table(CostReport report) {
        BigDecimal dearest =
                report.lines().stream()
                        .map(CostReport.Line::costUsd)
                        .max(BigDecimal::compareTo)
                        .orElse(BigDecimal.ZERO);
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(by.word(), "tasks", "succeeded", "tokens in", "out", "US$", ""));
        report.lines().forEach(line -> rows.add(row(line, bar(line, dearest))));
        rows.add(row(report.total(), ""));
        return rows;
    }

    private List<String> row(CostReport.Line line, String bar) {
        return row(
                line.name(),
                "%,d".formatted(line.tasks()),
                "%,d".formatted(line.succeeded()),
                "%,d".formatted(line.inputTokens()),
                "%,d".formatted(line.outputTokens()),
                line.unpriced() == line.tasks() ? "N/A" : dollars(line.costUsd()),
                bar);
    }

    private List<String> row(String... cells) {
        return List.of(cells).subList(0, chart ? cells.length : cells.length - 1);
    }

    private static String bar(CostReport.Line line, BigDecimal dearest) {
        return dearest.signum() == 0
                ? ""
                : "#"
                        .repeat(
                                line.costUsd()
                                        .multiply(BigDecimal.valueOf(CHART_WIDTH))
                                        .divide(dearest, 0, RoundingMode.HALF_UP)
                                        .intValueExact());
    }

    private static String dollars(BigDecimal usd) {
        return String.format(Locale.ROOT, "%,." + DECIMALS + "f", usd);
    }

    private String toJson(CostReport report, Instant from, Instant to, long unreadable) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("since", from.toString()).put("until", to.toString()).put("by", by.word());
        var lines = root.putArray("lines");
        report.lines().forEach(line -> lines.add(toJson(mapper, line)));
        root.set("total", toJson(mapper, report.total()));
        root.put("unreadable", unreadable);
        return root.toPrettyString();
    }

    private static ObjectNode toJson(ObjectMapper mapper, CostReport.Line line) {
        return mapper.createObjectNode()
                .put("name", line.name())
                .put("tasks", line.tasks())
                .put("succeeded", line.succeeded())
                .put("inputTokens", line.inputTokens())
                .put("outputTokens", line.outputTokens())
                .put("unpriced", line.unpriced())
                .put("costUsd", line.costUsd());
    }
}
