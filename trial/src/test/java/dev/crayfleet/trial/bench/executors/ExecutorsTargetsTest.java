package dev.crayfleet.trial.bench.executors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.GroupMemory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.ResourceGrowth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.RunnerResources;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskPhases;
import dev.crayfleet.trial.measure.BenchTarget;
import dev.crayfleet.trial.measure.Latency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExecutorsTargetsTest {
    private static final RunnerResources BEFORE = new RunnerResources(17.0, 33, 154, 180);

    @Test
    void judgesEachMeasurement() {
        assertThat(reached(300, 350, 4_000, 190, new RunnerResources(17.9, 43, 164, 200)))
                .containsExactly(true, true, true, true);
        assertThat(reached(300, 351, 3_999, 191, new RunnerResources(18.1, 33, 154, 180)))
                .containsExactly(false, false, false, false);
        assertThat(reached(300, 250, 9_000, 60, new RunnerResources(17.0, 44, 154, 180)))
                .containsExactly(true, true, true, false);
        assertThat(reached(300, 250, 9_000, 60, new RunnerResources(17.0, 33, 165, 180)))
                .containsExactly(true, true, true, false);
        assertThat(reached(300, 250, 9_000, 60, new RunnerResources(null, 33, 154, 180)))
                .containsExactly(true, true, true, false);
    }

    @Test
    void judgesNothingThatWasNotMeasured() {
        assertThat(ExecutorsTargets.judge(List.of(), List.of(), List.of(), Optional.empty()))
                .isEmpty();
    }

    private static List<Boolean> reached(
            double bareTurn,
            double executorTime,
            double manualExec,
            double rss,
            RunnerResources after) {
        return ExecutorsTargets.judge(
                        List.of(
                                cost(ExecutorsReport.HAND_EXEC, manualExec),
                                cost(ExecutorsReport.BARE_TURN, bareTurn),
                                cost(ExecutorsReport.GATEWAY, 400)),
                        List.of(
                                new TaskPhases(
                                        ExecutorsReport.GATEWAY,
                                        1,
                                        latency(5),
                                        latency(5),
                                        latency(executorTime),
                                        latency(5))),
                        List.of(new GroupMemory(GatewayPart.RUNNER, GatewayPart.BUSY, 1, rss)),
                        Optional.of(new ResourceGrowth(1_000, BEFORE, after)))
                .stream()
                .map(BenchTarget::reached)
                .toList();
    }

    private static TaskCost cost(String what, double p50) {
        return new TaskCost(what, 1, latency(p50), 1, null, null);
    }

    private static Latency latency(double p50) {
        return new Latency(1, p50, p50, p50, p50);
    }
}
