package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunReport.Answer;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.RunReport.Workspace;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CostReportTest {
    private static final ZoneId ZONE = ZoneId.of("America/New_York");

    static TaskResult result(
            String who, String pool, String at, TaskStatus status, @Nullable Spend spend) {
        return new TaskResult(
                new TaskId("a"),
                new Pool(pool),
                status,
                Prompt.of("x"),
                TaskOptions.NONE,
                new Origin.Http(),
                new Requester("http:" + who, who),
                1,
                null,
                null,
                null,
                spend == null
                        ? null
                        : new RunReport(
                                new Workspace("agent", "workers/agent", List.of()),
                                spend,
                                Answer.NONE,
                                Duration.ofSeconds(1),
                                List.of()),
                Instant.parse(at).minusSeconds(60),
                Instant.parse(at));
    }

    static Spend spend(String model, long in, long cached, long out, @Nullable String usd) {
        return new Spend(
                model,
                Thinking.LOW,
                new Usage(in, out, cached, 0),
                usd == null ? null : new BigDecimal(usd));
    }

    private static CostReport report(CostReport.By by) {
        CostReport report = new CostReport(by, ZONE);
        report.add(
                result(
                        "ada",
                        "default",
                        "2026-01-02T03:00:00Z",
                        TaskStatus.SUCCEEDED,
                        spend("stub/a", 10, 90, 5, "0.1")));
        report.add(
                result(
                        "ben",
                        "auditor",
                        "2026-01-02T12:00:00Z",
                        TaskStatus.FAILED,
                        spend("stub/b", 1, 0, 1, "0.25")));
        report.add(
                result(
                        "ada",
                        "auditor",
                        "2026-01-02T13:00:00Z",
                        TaskStatus.SUCCEEDED,
                        spend("stub/a", 1, 0, 1, null)));
        report.add(result("ada", "default", "2026-01-03T13:00:00Z", TaskStatus.CANCELLED, null));
        return report;
    }

    @Test
    void addsUpTokensAndCostExactly() {
        assertThat(report(CostReport.By.MODEL).lines())
                .containsExactly(
                        new CostReport.Line("stub/b", 1, 0, 1, 1, 0, new BigDecimal("0.25")),
                        new CostReport.Line("stub/a", 2, 2, 101, 6, 1, new BigDecimal("0.1")),
                        new CostReport.Line("(none ran)", 1, 0, 0, 0, 0, BigDecimal.ZERO));
        assertThat(report(CostReport.By.MODEL).total())
                .isEqualTo(new CostReport.Line("total", 4, 2, 102, 7, 1, new BigDecimal("0.35")));
    }

    @Test
    void groupsByWhatIsAskedFor() {
        assertThat(report(CostReport.By.REQUESTER).lines())
                .extracting(CostReport.Line::name)
                .containsExactly("http:ben", "http:ada");
        assertThat(report(CostReport.By.AGENT).lines())
                .extracting(CostReport.Line::name)
                .containsExactly("auditor", "default");
    }

    @Test
    void daysBeginWhereThePersonIs() {
        assertThat(report(CostReport.By.DAY).lines())
                .extracting(CostReport.Line::name)
                .containsExactly("2026-01-01", "2026-01-02", "2026-01-03");
    }

    @Test
    void groupsAreBounded() {
        CostReport report = new CostReport(CostReport.By.REQUESTER, ZONE);
        for (int i = 0; i < CostReport.MAX_GROUPS + 5; i++) {
            report.add(
                    result(
                            "r" + i,
                            "default",
                            "2026-01-02T03:00:00Z",
                            TaskStatus.SUCCEEDED,
                            spend("stub/a", 1, 0, 1, "0.1")));
        }
        assertThat(report.lines()).hasSize(CostReport.MAX_GROUPS + 1);
        assertThat(report.lines())
                .filteredOn(line -> line.name().equals(CostReport.OTHERS))
                .extracting(CostReport.Line::tasks)
                .containsExactly(5L);
        assertThat(report.total().tasks()).isEqualTo(CostReport.MAX_GROUPS + 5);
    }
}
