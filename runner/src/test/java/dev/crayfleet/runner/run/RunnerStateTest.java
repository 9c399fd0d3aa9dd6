package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.runner.slots.ClaimDecision;
import dev.crayfleet.runner.slots.LeaseTimeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerStateTest {
    private RunnerDetails details = new RunnerDetails("build-7", "0.1.0", null, List.of());
    private final RunnerState state =
            new RunnerState(
                    new RunnerPolicy(
                            new RunnerId("r"),
                            "build-7",
                            Map.of(Pool.DEFAULT, 1),
                            new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5)),
                            Duration.ofSeconds(2),
                            Duration.ZERO,
                            Duration.ofSeconds(1)),
                    ExitPolicy.NEVER,
                    pool -> true,
                    pool -> details,
                    0);

    /** As when an alias is added to openclaw.json: the lane decides by what it was told. */
    @Test
    void whatHasChangedIsToldAnew() {
        assertThat(joins()).hasSize(1);
        state.heartbeatAcknowledged(state.session(), Pool.DEFAULT, 0);
        assertThat(joins()).isEmpty();
        details = new RunnerDetails("build-7", "0.1.0", null, List.of(), RunnerModels.LITERAL);
        assertThat(joins())
                .singleElement()
                .satisfies(join -> assertThat(join.details()).isEqualTo(details));
        assertThat(joins()).isEmpty();
    }

    private List<RunnerJoined> joins() {
        return state.nextHeartbeats(0, Instant.EPOCH).orElseThrow().heartbeats().stream()
                .filter(RunnerJoined.class::isInstance)
                .map(RunnerJoined.class::cast)
                .toList();
    }

    @Test
    void holdsNoAttemptThatCouldNotBeStarted() {
        Holder me = state.session().holder();
        assertThatThrownBy(() ->
                        state.accept(
                                RunnerTestBase.claim(me, "a"),
                                0,
                                attempt -> {
                                    throw new OutOfMemoryError("made up: no thread");
                                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(state.session().heldCount()).isZero();
        assertThat(state.accept(RunnerTestBase.claim(me, "b"), 0, attempt -> {}))
                .isEqualTo(ClaimDecision.ACCEPTED);
    }
}
