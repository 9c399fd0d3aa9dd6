package dev.crayfleet.trial.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.trial.bench.Report.Memory;
import dev.crayfleet.trial.bench.Report.Start;
import dev.crayfleet.trial.bench.Report.Target;
import dev.crayfleet.trial.bench.Report.Throughput;
import dev.crayfleet.trial.bench.Report.Timed;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is made of the figures. */
class FiguresTest {
    @Test
    void percentilesAreOfTheNearestRank() {
        Latency latency =
                Latency.of(
                        LongStream.rangeClosed(1, 200).map(n -> 201_000 - n * 1_000).toArray(),
                        1e3);
        assertThat(latency).isEqualTo(new Latency(200, 100, 198, 200));
        assertThat(Latency.of(new long[] {5_000}, 1e3)).isEqualTo(new Latency(1, 5, 5, 5));
        assertThatThrownBy(() -> Latency.of(new long[0], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void differencesAreByTask() {
        assertThat(Latency.ofMicros(new long[] {1_000, 2_000}, new long[] {3_000, 9_000}))
                .isEqualTo(new Latency(2, 2, 7, 7));
    }

    @Test
    void addsUpAMeterAndNoOtherThatBeginsLikeIt() {
        String page =
                """
                # TYPE crayfleet_tasks_queued gauge
                crayfleet_tasks_queued 41.0
                crayfleet_tasks_finished_total{status="failed"} 2.0
                crayfleet_tasks_finished_total{status="succeeded"} 1.0E3
                """;
        assertThat(Http.meter(page, "crayfleet_tasks_queued", "")).isEqualTo(41);
        assertThat(Http.meter(page, "crayfleet_tasks_finished_total", "")).isEqualTo(1_002);
        assertThat(Http.meter(page, "crayfleet_tasks_finished_total", "status=\"failed\""))
                .isEqualTo(2);
        assertThat(Http.meter(page, "crayfleet_tasks", "")).isZero();
    }

    @Test
    void readsTheHeapOfEitherCollector() {
        String serial =
                """
                42:
                 DefNew     total 39296K, used 20480K [0x1, 0x2, 0x3)
                  eden space 34944K,  24% used [0x1, 0x2, 0x3)
                 Tenured    total 87424K, used 30720K [0x1, 0x2, 0x3)
                   the  space 87424K,  18% used [0x1, 0x2, 0x3)
                 Metaspace       used 61440K, committed 62000K, reserved 1114112K
                """;
        String g1 =
                """
                42:
                 garbage-first heap   total reserved 393216K, committed 100352K, used 51200K [0x1, 0x2)
                  region size 1024K, 12 young (12288K), 2 survivors (2048K)
                 Metaspace       used 61440K, committed 62000K, reserved 1114112K
                """;
        assertThat(ProcessMemory.used(serial)).hasValue(50);
        assertThat(ProcessMemory.used(g1)).hasValue(50);
        assertThat(ProcessMemory.used("no such process")).isEmpty();
        assertThat(ProcessMemory.resident(ProcessHandle.current().pid())).isGreaterThan(10);
    }

    @Test
    void theMedianOfTheRunsCounts() {
        Throughput three = Throughput.of("backlog", 10, List.of(timed(30), timed(10), timed(20)));
        assertThat(three.perSecond()).isEqualTo(20);
        assertThat(three.runs()).containsExactly(30.0, 10.0, 20.0);
    }

    @Test
    void judgesByRatioOrByMilliseconds() {
        assertThat(reached(start(5, 10, 40), 2_500, 2_000, 511)).doesNotContain(false);
        assertThat(reached(start(9, 99, 15), 2_500, 2_000, 511)).doesNotContain(false);
        assertThat(reached(start(5.1, 10, 16), 2_000, 1_600, 512))
                .containsExactly(false, true, false, true, false);
        assertThat(reached(start(5, 10.1, 16), 1_999, 1_599, 100))
                .containsExactly(false, false, false, false, true);
    }

    private static List<Boolean> reached(Start start, double brief, double lengthy, double rss) {
        return Targets.judge(
                        List.of(start),
                        List.of(
                                Throughput.of("backlog", 1, List.of(timed(brief))),
                                Throughput.of("backlog", 2, List.of(timed(lengthy)))),
                        new Memory("dispatcher", "full", rss, null))
                .stream()
                .map(Target::reached)
                .toList();
    }

    private static Start start(double p50Ratio, double p99Ratio, double p50) {
        Latency latency = new Latency(1, p50, p50, p50);
        return new Start(1, latency, latency, latency, p50Ratio, p99Ratio, 1);
    }

    private static Timed timed(double perSecond) {
        return new Timed(perSecond, Map.of());
    }
}
