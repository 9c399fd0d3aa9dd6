package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How a runner leaves. */
class RunnerExitTest extends RunnerTestBase {
    @Test
    void leavesAfterItsMaxTasks() {
        AtomicLong left = new AtomicLong();
        Runner runner =
                runner(Duration.ZERO, new ExitPolicy(1, Duration.ZERO, left::incrementAndGet));
        runner.sendHeartbeats();
        Holder me = runner.status().holder();
        assertThat(sent(RunnerBeat.class).getLast().slots()).isEqualTo(1);
        runner.checkLease();
        assertThat(left).hasValue(0);
        runner.handle(claim(me, "a"));
        runner.handle(claim(me, "b"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(2));
        assertThat(sent(RunnerDraining.class)).hasSize(1);
        assertThat(sent(RunFinished.class))
                .filteredOn(finished -> finished.attempt().task().value().equals("b"))
                .singleElement()
                .matches(finished -> finished.outcome() instanceof RunOutcome.Failed);
        await(() -> {
            runner.checkLease();
            assertThat(left).hasValue(1);
        });
        runner.checkLease();
        assertThat(left).hasValue(1);
    }

    @Test
    void leavesAfterItsMaxIdleTime() {
        AtomicLong left = new AtomicLong();
        Runner runner =
                runner(
                        Duration.ZERO,
                        new ExitPolicy(0, Duration.ofSeconds(5), left::incrementAndGet));
        runner.sendHeartbeats();
        pass(Duration.ofSeconds(4));
        runner.sendHeartbeats();
        runner.handle(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunFinished.class)).hasSize(1));
        pass(Duration.ofSeconds(4));
        runner.sendHeartbeats();
        runner.checkLease();
        assertThat(left).hasValue(0);
        pass(Duration.ofSeconds(1));
        runner.checkLease();
        assertThat(left).hasValue(1);
    }

    @Test
    void finishesWhatItHasAndLeavesWhereItIsDrained() {
        AtomicLong left = new AtomicLong();
        Runner runner =
                runner(
                        Duration.ofMinutes(1),
                        new ExitPolicy(0, Duration.ZERO, left::incrementAndGet));
        runner.sendHeartbeats();
        Holder me = runner.status().holder();
        runner.handle(claim(me, "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        runner.handle(drained(new Holder(me.runner(), new Incarnation("another"))));
        assertThat(sent(RunnerDraining.class)).isEmpty();
        runner.handle(drained(me));
        runner.handle(drained(me));
        assertThat(sent(RunnerDraining.class)).hasSize(1);
        runner.handle(claim(me, "b"));
        assertThat(sent(RunFinished.class))
                .singleElement()
                .matches(finished -> finished.attempt().task().value().equals("b"));
        runner.checkLease();
        assertThat(left).hasValue(0);
        runner.handle(
                new ClaimRevoked(
                        me, claim(me, "a").attempt(), Pool.DEFAULT, "done", Instant.EPOCH));
        await(() -> {
            runner.checkLease();
            assertThat(left).hasValue(1);
        });
        assertThat(sent(RunFinished.class)).hasSize(2);
    }

    private static HolderDrained drained(Holder holder) {
        return new HolderDrained(holder, Pool.DEFAULT, "drained by Ada", Instant.EPOCH);
    }

    @Test
    void sendsThatItLeftAsItsLastMessage() throws Exception {
        Runner runner = runner(Duration.ofMinutes(1));
        runner.sendHeartbeats();
        runner.handle(claim(runner.status().holder(), "a"));
        await(() -> assertThat(sent(RunStarted.class)).hasSize(1));
        // Real time: the agent is given none, and is stopped at once.
        started.clear();
        runner.drain();
        runner.sendHeartbeats();
        assertThat(sent.getLast()).isInstanceOf(RunnerLeft.class);
        assertThat(sent(RunnerDraining.class)).hasSize(1);
        assertThat(sent(RunFinished.class))
                .singleElement()
                .matches(finished ->
                        finished.outcome()
                                .equals(
                                        RunOutcome.Failed.of(
                                                FailureKind.LOST, "runner is shutting down")));
    }
}
