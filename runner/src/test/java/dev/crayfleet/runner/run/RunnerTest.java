package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Its heartbeats and sessions. */
class RunnerTest extends RunnerTestBase {
    @Test
    void joinsFirstAndSendsOnlyHeartbeatsOnceThatHasArrived() {
        Runner runner = runner(Duration.ZERO);
        runner.sendHeartbeats();
        runner.sendHeartbeats();
        assertThat(sent(RunnerJoined.class)).hasSize(1);
        assertThat(sent(RunnerBeat.class)).hasSize(2);
        assertThat(sent.getFirst()).isInstanceOf(RunnerJoined.class);
        assertThat(runner.status().joined()).isTrue();
    }

    @Test
    void stopsItsAgentsAndBeginsANewSessionWhenNoHeartbeatArrives() {
        Runner runner = runner(Duration.ofMinutes(1));
        runner.sendHeartbeats();
        Holder old = runner.status().holder();
        runner.handle(claim(old, "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        isKafkaThere = false;
        pass(Duration.ofSeconds(9));
        runner.sendHeartbeats();
        runner.checkLease();
        assertThat(runner.status().holder()).isEqualTo(old);
        pass(Duration.ofSeconds(2));
        runner.checkLease();
        await(() -> {
            runner.checkLease();
            assertThat(runner.status().holder()).isNotEqualTo(old);
        });
        assertThat(sent(RunFinished.class))
                .singleElement()
                .satisfies(finished -> {
                    assertThat(finished.holder()).isEqualTo(old);
                    assertThat(finished.outcome())
                            .isInstanceOfSatisfying(
                                    RunOutcome.Failed.class,
                                    failed ->
                                            assertThat(failed.kind()).isEqualTo(FailureKind.LOST));
                });
        assertThat(sent(RunnerLeft.class)).singleElement().matches(is -> is.holder().equals(old));
        isKafkaThere = true;
        runner.sendHeartbeats();
        assertThat(runner.status().joined()).isTrue();
    }

    @Test
    void sendsNothingForAnExpiredSessionAfterASuspend() {
        Runner runner = runner(Duration.ofMinutes(1));
        runner.sendHeartbeats();
        Holder old = runner.status().holder();
        runner.handle(claim(old, "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        long beats = sent(RunnerBeat.class).size();
        pass(Duration.ofMinutes(5));
        // Woken up: the heartbeat comes before anybody else has looked at the clock.
        runner.sendHeartbeats();
        assertThat(sent(RunnerBeat.class)).hasSize((int) beats);
        runner.handle(claim(old, "b"));
        await(() -> {
            runner.checkLease();
            assertThat(runner.status().holder()).isNotEqualTo(old);
        });
        assertThat(sent(RunStarted.class)).hasSize(1);
        assertThat(sent(RunnerBeat.class))
                .last()
                .matches(beat -> !beat.holder().equals(old) && beat.held().isEmpty());
    }

    @Test
    void startsNoAgentForAClaimThatWaitedThroughASuspend() {
        Runner runner = runner(Duration.ZERO);
        runner.sendHeartbeats();
        Holder old = runner.status().holder();
        pass(Duration.ofMinutes(5));
        runner.handle(claim(old, "a"));
        runner.checkLease();
        assertThat(runner.status().holder()).isNotEqualTo(old);
        assertThat(sent(RunStarted.class)).isEmpty();
    }
}
