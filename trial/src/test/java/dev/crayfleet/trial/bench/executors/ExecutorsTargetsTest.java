package dev.crayfleet.trial.bench.executors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.Growth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Look;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Memory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Parts;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Way;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of the figures. */
class ExecutorsTargetsTest {
    private static final Look BEFORE = new Look(17.0, 33, 154, 180);

    @Test
    void judgesAllThatWasMeasured() {
        assertThat(reached(300, 350, 4_000, 190, new Look(17.9, 43, 164, 200)))
                .containsExactly(true, true, true, true);
        assertThat(reached(300, 351, 3_999, 191, new Look(18.1, 33, 154, 180)))
                .containsExactly(false, false, false, false);
        assertThat(reached(300, 250, 9_000, 60, new Look(17.0, 44, 154, 180)))
                .containsExactly(true, true, true, false);
        assertThat(reached(300, 250, 9_000, 60, new Look(17.0, 33, 165, 180)))
                .containsExactly(true, true, true, false);
        assertThat(reached(300, 250, 9_000, 60, new Look(null, 33, 154, 180)))
                .containsExactly(true, true, true, false);
    }

    @Test
    void judgesNothingElse() {
        assertThat(ExecutorsTargets.judge(List.of(), List.of(), List.of(), Optional.empty()))
                .isEmpty();
    }

    private static List<Boolean> reached(
            double own, double executor, double hand, double rss, Look after) {
        return ExecutorsTargets.judge(
                        List.of(
                                way(ExecutorsReport.HAND_EXEC, hand),
                                way(ExecutorsReport.OWN_TURN, own),
                                way(ExecutorsReport.GATEWAY, 400)),
                        List.of(
                                new Parts(
                                        ExecutorsReport.GATEWAY,
                                        1,
                                        latency(5),
                                        latency(5),
                                        latency(executor),
                                        latency(5))),
                        List.of(new Memory(GatewayPart.RUNNER, GatewayPart.BUSY, 1, rss)),
                        Optional.of(new Growth(1_000, BEFORE, after)))
                .stream()
                .map(Target::reached)
                .toList();
    }

    private static Way way(String what, double p50) {
        return new Way(what, 1, latency(p50), 1, null, null);
    }

    private static Latency latency(double p50) {
        return new Latency(1, p50, p50, p50, p50);
    }
}
