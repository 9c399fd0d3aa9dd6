package dev.crayfleet.cli;

import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what results say of tokens and cost. It keeps a line for each group and nothing of single
 * results, so that a month takes no more memory than a day. For one thread.
 */
final class CostReport {
    /** Names come from outside; those that are one too many count together. */
    static final int MAX_GROUPS = 10_000;

    static final String OTHERS = "(others)";
    private static final String NOT_RUN = "(none ran)";

    /** By what results are added up. */
    enum By {
        MODEL,
        REQUESTER,
        AGENT,
        DAY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The sums of a group.
     *
     * @param unpriced results with tokens whose cost is not known
     * @param costUsd of the others, US dollars
     */
    record Line(
            String name,
            long tasks,
            long succeeded,
            long inputTokens,
            long outputTokens,
            long unpriced,
            BigDecimal costUsd) {
        static Line empty(String name) {
            return new Line(name, 0, 0, 0, 0, 0, BigDecimal.ZERO);
        }

        private Line plus(TaskResult result) {
            RunReport report = result.report();
            RunReport.@Nullable Spend spend = report == null ? null : report.spend();
            @Nullable Usage usage = spend == null ? null : spend.usage();
            @Nullable BigDecimal cost = spend == null ? null : spend.costUsd();
            return new Line(
                    name,
                    tasks + 1,
                    succeeded + (result.status() == TaskStatus.SUCCEEDED ? 1 : 0),
                    sum(inputTokens, usage == null ? 0 : usage.allInput()),
                    sum(outputTokens, usage == null ? 0 : usage.output()),
                    unpriced + (usage != null && cost == null ? 1 : 0),
                    cost == null ? costUsd : costUsd.add(cost));
        }

        private static long sum(long one, long other) {
            long sum = one + other;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }
    }

    private final By by;
    private final ZoneId zone;
    private final Map<String, Line> lines = new HashMap<>();
    private Line total = Line.empty("total");

    /**
     * @param zone in which days begin
     */
    CostReport(By by, ZoneId zone) {
        this.by = by;
        this.zone = zone;
    }

    void add(TaskResult result) {
        String group = group(result);
        String name = lines.containsKey(group) || lines.size() < MAX_GROUPS ? group : OTHERS;
        lines.put(name, lines.getOrDefault(name, Line.empty(name)).plus(result));
        total = total.plus(result);
    }

    private String group(TaskResult result) {
        return switch (by) {
            case MODEL -> {
                RunReport report = result.report();
                String model = report == null ? "" : report.spend().model();
                yield model.isBlank() ? NOT_RUN : model;
            }
            case REQUESTER -> result.requester().id();
            case AGENT -> result.pool().value();
            case DAY -> LocalDate.ofInstant(result.finishedAt(), zone).toString();
        };
    }

    /** Days in their order, other groups with the dearest first. */
    List<Line> lines() {
        Comparator<Line> order =
                by == By.DAY
                        ? Comparator.comparing(Line::name)
                        : Comparator.comparing(Line::costUsd)
                                .thenComparing(Line::outputTokens)
                                .reversed()
                                .thenComparing(Line::name);
        return lines.values().stream().sorted(order).toList();
    }

    Line total() {
        return total;
    }
}
