package dev.crayfleet.trial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.trial.bench.Report.Memory;
import dev.crayfleet.trial.bench.Report.Start;
import dev.crayfleet.trial.bench.Report.Throughput;
import dev.crayfleet.trial.bench.Report.Timed;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of the figures. */
class FiguresTest {
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
                        new Memory("dispatcher", "full", rss, null),
                        List.of())
                .stream()
                .map(Target::reached)
                .toList();
    }

    private static Start start(double p50Ratio, double p99Ratio, double p50) {
        Latency latency = new Latency(1, p50, p50, p50, p50);
        return new Start(1, latency, latency, latency, p50Ratio, p99Ratio, 1);
    }

    private static Timed timed(double perSecond) {
        return new Timed(perSecond, Map.of());
    }
}
