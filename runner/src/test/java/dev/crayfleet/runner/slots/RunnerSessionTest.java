package dev.crayfleet.runner.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerSessionTest {
    private static final Pool AUDITOR = new Pool("auditor");
    private static final Holder ME = new Holder(new RunnerId("r"), new Incarnation("one"));
    private static final Holder PREVIOUS = new Holder(new RunnerId("r"), new Incarnation("zero"));

    private final RunnerSession session =
            new RunnerSession(
                    ME,
                    Map.of(Pool.DEFAULT, 1, AUDITOR, 1),
                    new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5)));

    private static long at(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static ClaimGranted claim(Holder holder, String task, int attempt, Pool pool) {
        return new ClaimGranted(
                holder,
                new Attempt(new TaskId(task), attempt),
                pool,
                new Work(
                        Prompt.of("x"),
                        TaskOptions.NONE,
                        List.of(),
                        Requester.UNKNOWN,
                        new Origin.Http()),
                Duration.ofSeconds(15),
                Instant.EPOCH);
    }

    private void join() {
        session.heartbeatAcknowledged(Pool.DEFAULT, at(0));
        session.heartbeatAcknowledged(AUDITOR, at(0));
    }

    @Test
    void acceptsAsManyClaimsAsThePoolHasSlots() {
        join();
        assertThat(session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.ACCEPTED);
        assertThat(session.accept(claim(ME, "b", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.NO_FREE_SLOT);
        assertThat(session.accept(claim(ME, "c", 1, AUDITOR), at(1)))
                .isEqualTo(ClaimDecision.ACCEPTED);
        assertThat(session.accept(claim(ME, "d", 1, new Pool("other")), at(1)))
                .isEqualTo(ClaimDecision.NO_FREE_SLOT);
    }

    @Test
    void freesTheSlotWhenTheAgentEndsAndTheAttemptWhenTheOutcomeArrives() {
        join();
        Attempt attempt = new Attempt(new TaskId("a"), 1);
        session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(1));
        assertThat(session.heldAttempts(Pool.DEFAULT)).containsExactly(attempt);
        assertThat(session.agentEnded(attempt, at(2))).isTrue();
        assertThat(session.heldAttempts(Pool.DEFAULT)).containsExactly(attempt);
        assertThat(session.runningAgents()).isZero();
        assertThat(session.accept(claim(ME, "b", 1, Pool.DEFAULT), at(2)))
                .isEqualTo(ClaimDecision.ACCEPTED);
        session.release(attempt);
        assertThat(session.heldAttempts(Pool.DEFAULT))
                .containsExactly(new Attempt(new TaskId("b"), 1));
    }

    @Test
    void acceptsNoAttemptTwiceEvenAfterItWasReleased() {
        join();
        session.accept(claim(ME, "a", 2, Pool.DEFAULT), at(1));
        session.agentEnded(new Attempt(new TaskId("a"), 2), at(1));
        session.release(new Attempt(new TaskId("a"), 2));
        assertThat(session.accept(claim(ME, "a", 2, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.DUPLICATE);
        assertThat(session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.DUPLICATE);
        assertThat(session.accept(claim(ME, "a", 3, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.ACCEPTED);
    }

    @Test
    void knowsTheTimeOfTheNewestMessageToThisSession() {
        join();
        Instant early = Instant.EPOCH;
        assertThat(session.readUpTo(AUDITOR)).isNull();
        session.accept(claim(ME, "a", 1, AUDITOR), at(1));
        assertThat(session.readUpTo(AUDITOR)).isEqualTo(early);
        session.messageRead(PREVIOUS, AUDITOR, early.plusSeconds(9));
        session.messageRead(ME, AUDITOR, early.plusSeconds(2));
        session.messageRead(ME, AUDITOR, early.plusSeconds(1));
        assertThat(session.readUpTo(AUDITOR)).isEqualTo(early.plusSeconds(2));
        assertThat(session.readUpTo(Pool.DEFAULT)).isNull();
    }

    @Test
    void acceptsNoClaimForAPreviousSession() {
        join();
        assertThat(session.accept(claim(PREVIOUS, "a", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.OTHER_SESSION);
    }

    @Test
    void expiresWhenOnePoolGotNoHeartbeatForTheLeaseLessTheMargin() {
        join();
        assertThat(session.isExpired(at(10))).isFalse();
        session.heartbeatAcknowledged(Pool.DEFAULT, at(9));
        assertThat(session.isExpired(at(11))).isTrue();
        assertThat(session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(11)))
                .isEqualTo(ClaimDecision.SESSION_ENDED);
    }

    @Test
    void reportsNoOutcomeAfterItHasExpired() {
        join();
        session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(1));
        assertThat(session.agentEnded(new Attempt(new TaskId("a"), 1), at(60))).isFalse();
    }

    @Test
    void doesNotExpireBeforeItHasJoinedButAcceptsNoClaimThatAnswersAnOldJoin() {
        assertThat(session.isExpired(at(600))).isFalse();
        session.heartbeatSent(Pool.DEFAULT, at(0));
        assertThat(session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(5)))
                .isEqualTo(ClaimDecision.ACCEPTED);
        assertThat(session.accept(claim(ME, "b", 1, Pool.DEFAULT), at(11)))
                .isEqualTo(ClaimDecision.SESSION_ENDED);
    }

    @Test
    void countsFromTheLatestSentHeartbeatWhateverIsAcknowledgedLast() {
        session.heartbeatAcknowledged(Pool.DEFAULT, at(8));
        session.heartbeatAcknowledged(Pool.DEFAULT, at(4));
        assertThat(session.isExpired(at(17))).isFalse();
        assertThat(session.isExpired(at(19))).isTrue();
    }

    @Test
    void usesTheLeaseOfTheLatestClaim() {
        join();
        ClaimGranted shorter = claim(ME, "a", 1, Pool.DEFAULT);
        session.accept(
                new ClaimGranted(
                        shorter.holder(),
                        shorter.attempt(),
                        shorter.pool(),
                        shorter.work(),
                        Duration.ofSeconds(6),
                        Instant.EPOCH),
                at(1));
        assertThat(session.isExpired(at(4))).isFalse();
        assertThat(session.isExpired(at(5))).isTrue();
    }

    @Test
    void acceptsNoClaimWhenDrainingOrFenced() {
        join();
        session.drain();
        assertThat(session.accept(claim(ME, "a", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.DRAINING);
        session.fence();
        assertThat(session.accept(claim(ME, "b", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.SESSION_ENDED);
    }

    @Test
    void hasJoinedAPoolThatGotAHeartbeat() {
        session.heartbeatAcknowledged(Pool.DEFAULT, at(0));
        assertThat(session.isJoined(Pool.DEFAULT)).isTrue();
        assertThat(session.isJoined(AUDITOR)).isFalse();
        session.heartbeatAcknowledged(AUDITOR, at(0));
        assertThat(session.isJoined(AUDITOR)).isTrue();
    }

    @Test
    void leavesTimeToStopAgentsBeforeTheLeaseEnds() {
        LeaseTimeouts timeouts = new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5));
        assertThat(timeouts.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(timeouts.stopGrace()).isEqualTo(Duration.ofMillis(2500));
        assertThat(
                        new LeaseTimeouts(Duration.ofSeconds(6), Duration.ofSeconds(5))
                                .heartbeatTimeout())
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void anAgentThatWaitsLendsItsSlotAndHasItBackAtOnce() {
        join();
        Attempt parent = new Attempt(new TaskId("parent"), 1);
        session.accept(claim(ME, "parent", 1, Pool.DEFAULT), at(1));
        assertThat(session.lend(parent, false, at(1))).as("it does not wait").isFalse();
        assertThat(session.lend(parent, true, at(1))).isTrue();
        assertThat(session.lend(parent, true, at(1))).as("it is told once").isFalse();
        assertThat(session.busySlots(Pool.DEFAULT)).isZero();
        assertThat(session.runningAgents()).isEqualTo(1);
        assertThat(session.heldAttempts(Pool.DEFAULT)).containsExactly(parent);
        assertThat(session.accept(claim(ME, "child", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.ACCEPTED);
        assertThat(session.accept(claim(ME, "other", 1, Pool.DEFAULT), at(1)))
                .isEqualTo(ClaimDecision.NO_FREE_SLOT);
        assertThat(session.lend(parent, false, at(2))).isTrue();
        assertThat(session.busySlots(Pool.DEFAULT)).as("one more than there are").isEqualTo(2);
        assertThat(session.accept(claim(ME, "late", 1, Pool.DEFAULT), at(5)))
                .isEqualTo(ClaimDecision.NO_FREE_SLOT);
        session.agentEnded(parent, at(3));
        session.agentEnded(new Attempt(new TaskId("child"), 1), at(3));
        assertThat(session.busySlots(Pool.DEFAULT)).isZero();
        assertThat(session.lend(parent, true, at(3))).as("it has ended").isFalse();
    }

    @Test
    void aClaimThatCrossesWithTheEndOfAWaitIsTaken() {
        join();
        Attempt parent = new Attempt(new TaskId("parent"), 1);
        session.accept(claim(ME, "parent", 1, Pool.DEFAULT), at(1));
        session.lend(parent, true, at(1));
        session.lend(parent, false, at(2));
        assertThat(session.accept(claim(ME, "crossing", 1, Pool.DEFAULT), at(3)))
                .isEqualTo(ClaimDecision.ACCEPTED);
        assertThat(session.accept(claim(ME, "another", 1, Pool.DEFAULT), at(3)))
                .as("one slot was lent, and to one")
                .isEqualTo(ClaimDecision.NO_FREE_SLOT);
    }

    @Test
    void aSessionThatHasEndedLendsNothing() {
        join();
        session.accept(claim(ME, "parent", 1, Pool.DEFAULT), at(1));
        session.fence();
        assertThat(session.lend(new Attempt(new TaskId("parent"), 1), true, at(1))).isFalse();
    }
}
