package dev.crayfleet.trial.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.trial.bench.BenchReport.MemoryUse;
import dev.crayfleet.trial.bench.BenchReport.TaskStart;
import dev.crayfleet.trial.bench.BenchReport.Throughput;
import dev.crayfleet.trial.bench.BenchReport.ThroughputRun;
import dev.crayfleet.trial.bench.kafka.KafkaWrites.WriteCounts;
import dev.crayfleet.trial.bench.kafka.TopicKind;
import dev.crayfleet.trial.measure.BenchTarget;
import dev.crayfleet.trial.measure.Latency;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BenchTargetsTest {
    @Test
    void throughputIsTheMedianOfTheRuns() {
        Throughput three = Throughput.of("backlog", 10, List.of(run(30), run(10), run(20)));
        assertThat(three.perSecond()).isEqualTo(20);
        assertThat(three.runs()).containsExactly(30.0, 10.0, 20.0);
    }

    @Test
    void startLatencyMayReachItsTargetByRatioOrByMilliseconds() {
        assertThat(reached(start(5, 10, 40), 2_500, 2_000, 511)).doesNotContain(false);
        assertThat(reached(start(9, 99, 15), 2_500, 2_000, 511)).doesNotContain(false);
        assertThat(reached(start(5.1, 10, 16), 2_000, 1_600, 512))
                .containsExactly(false, true, false, true, false);
        assertThat(reached(start(5, 10.1, 16), 1_999, 1_599, 100))
                .containsExactly(false, false, false, false, true);
    }

    @Test
    void judgesOnlyWhatWasMeasured() {
        assertThat(BenchTargets.judge(List.of(), List.of(), null, List.of())).isEmpty();
    }

    @Test
    void judgesTheCostOfAnIdleFleet() {
        assertThat(idle(2.9, 0.9, 0.19, 9.9, 0.19, 40, 60)).containsOnly(true);
        assertThat(idle(3, 1, 0.2, 10, 0.2, 40, 60.1)).containsOnly(false);
        assertThat(idle(3, 0.9, 0.19, 9.9, 0.2, 1, 15))
                .as("few milliseconds are good, whatever they were before")
                .containsExactly(false, true, true, true, false, true);
    }

    @Test
    void convertsTransactionsAndBytesToRates() {
        WriteCounts written =
                new WriteCounts(
                        Duration.ofSeconds(4),
                        8,
                        6,
                        Map.of(TopicKind.KAFKAS_OWN, 4_000L, TopicKind.MESSAGES, 10L));
        IdleCost idle = IdleCost.of("x", 4, Map.of("dispatcher", 1.5), written);

        assertThat(idle.transactions()).isEqualTo(2);
        assertThat(idle.laneTransactions()).isEqualTo(1.5);
        assertThat(idle.bytes()).containsEntry(TopicKind.KAFKAS_OWN, 1_000.0);
        assertThat(idle.bytes()).containsEntry(TopicKind.MESSAGES, 2.5);
        assertThat(idle.cpuOf("dispatcher")).isEqualTo(1.5);
    }

    @Test
    void readsFailuresFromTheDispatchersMeters() {
        FailureCounts failures =
                FailureCounts.of(
                        """
                        crayfleet_retries_total{pool="a"} 1.0
                        crayfleet_retries_total{pool="b"} 2.0
                        crayfleet_tasks_ended{status="succeeded"} 5.0
                        crayfleet_tasks_ended{status="failed"} 4.0
                        crayfleet_dead_letters_total 6.0
                        """);

        assertThat(failures).isEqualTo(new FailureCounts(3, 0, 4, 6));
        assertThat(failures.plus(new FailureCounts(1, 1, 1, 1)))
                .isEqualTo(new FailureCounts(4, 1, 5, 7));
        assertThat(failures.hasAny()).isTrue();
        assertThat(FailureCounts.NONE.hasAny()).isFalse();
    }

    private static List<Boolean> idle(
            double local,
            double alone,
            double lane,
            double percentWithHeartbeats,
            double laneWithHeartbeats,
            double p50Before,
            double p50) {
        return BenchTargets.judge(
                        List.of(),
                        List.of(),
                        null,
                        List.of(
                                idle(IdleCost.LOCAL, "fleet", local, 99, null),
                                idle(
                                        IdleCost.DISPATCHER,
                                        "dispatcher",
                                        alone,
                                        lane,
                                        latency(p50Before)),
                                idle(
                                        "100 beat",
                                        "dispatcher",
                                        percentWithHeartbeats,
                                        laneWithHeartbeats,
                                        latency(p50))))
                .stream()
                .map(BenchTarget::reached)
                .toList();
    }

    private static IdleCost idle(
            String what, String process, double cpu, double lane, @Nullable Latency start) {
        return new IdleCost(
                what, 60, Map.of(process, cpu, "broker", 99.0), 99, lane, Map.of(), start);
    }

    private static Latency latency(double p50) {
        return new Latency(1, p50, p50, p50, p50);
    }

    private static List<Boolean> reached(
            TaskStart start, double shortBacklog, double longBacklog, double rss) {
        return BenchTargets.judge(
                        List.of(start),
                        List.of(
                                Throughput.of("backlog", 1, List.of(run(shortBacklog))),
                                Throughput.of("backlog", 2, List.of(run(longBacklog)))),
                        new MemoryUse("dispatcher", "full", rss, null),
                        List.of())
                .stream()
                .map(BenchTarget::reached)
                .toList();
    }

    private static TaskStart start(double p50Ratio, double p99Ratio, double p50) {
        Latency latency = latency(p50);
        return new TaskStart(1, latency, latency, latency, p50Ratio, p99Ratio, 1);
    }

    private static ThroughputRun run(double perSecond) {
        return new ThroughputRun(perSecond, Map.of());
    }
}
