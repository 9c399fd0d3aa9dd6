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
import dev.crayfleet.runner.slots.RunnerSession.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerSessionTest {
    private static final Pool AUDITOR = new Pool("auditor");
    private static final Holder ME = new Holder(new RunnerId("r"), new Incarnation("one"));
    private static final Holder BEFORE = new Holder(new RunnerId("r"), new Incarnation("zero"));

    private final RunnerSession life =
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

    private RunnerSession heard() {
        life.heard(Pool.DEFAULT, at(0));
        life.heard(AUDITOR, at(0));
        return life;
    }

    @Test
    void takesAsManyAsThePoolHasSlots() {
        heard();
        assertThat(life.take(claim(ME, "a", 1, Pool.DEFAULT), at(1))).isEqualTo(Answer.TAKEN);
        assertThat(life.take(claim(ME, "b", 1, Pool.DEFAULT), at(1))).isEqualTo(Answer.FULL);
        assertThat(life.take(claim(ME, "c", 1, AUDITOR), at(1))).isEqualTo(Answer.TAKEN);
        assertThat(life.take(claim(ME, "d", 1, new Pool("other")), at(1))).isEqualTo(Answer.FULL);
    }

    @Test
    void freesTheSlotWhenTheEndIsSaidAndTheClaimWhenItIsHeard() {
        heard();
        Attempt attempt = new Attempt(new TaskId("a"), 1);
        life.take(claim(ME, "a", 1, Pool.DEFAULT), at(1));
        assertThat(life.held(Pool.DEFAULT)).containsExactly(attempt);
        assertThat(life.ended(attempt, at(2))).isTrue();
        assertThat(life.held(Pool.DEFAULT)).containsExactly(attempt);
        assertThat(life.busy()).isZero();
        assertThat(life.take(claim(ME, "b", 1, Pool.DEFAULT), at(2))).isEqualTo(Answer.TAKEN);
        life.told(attempt);
        assertThat(life.held(Pool.DEFAULT)).containsExactly(new Attempt(new TaskId("b"), 1));
    }

    @Test
    void startsNoAttemptTwiceEvenWhenItIsLongOver() {
        heard();
        life.take(claim(ME, "a", 2, Pool.DEFAULT), at(1));
        life.ended(new Attempt(new TaskId("a"), 2), at(1));
        life.told(new Attempt(new TaskId("a"), 2));
        assertThat(life.take(claim(ME, "a", 2, Pool.DEFAULT), at(1))).isEqualTo(Answer.REPEATED);
        assertThat(life.take(claim(ME, "a", 1, Pool.DEFAULT), at(1))).isEqualTo(Answer.REPEATED);
        assertThat(life.take(claim(ME, "a", 3, Pool.DEFAULT), at(1))).isEqualTo(Answer.TAKEN);
    }

    @Test
    void saysHowFarItHasReadOfWhatIsForIt() {
        heard();
        Instant early = Instant.EPOCH;
        assertThat(life.readUpTo(AUDITOR)).isNull();
        life.take(claim(ME, "a", 1, AUDITOR), at(1));
        assertThat(life.readUpTo(AUDITOR)).isEqualTo(early);
        life.read(BEFORE, AUDITOR, early.plusSeconds(9));
        life.read(ME, AUDITOR, early.plusSeconds(2));
        life.read(ME, AUDITOR, early.plusSeconds(1));
        assertThat(life.readUpTo(AUDITOR)).isEqualTo(early.plusSeconds(2));
        assertThat(life.readUpTo(Pool.DEFAULT)).isNull();
    }

    @Test
    void heedsNoClaimOfAnEarlierLife() {
        heard();
        assertThat(life.take(claim(BEFORE, "a", 1, Pool.DEFAULT), at(1))).isEqualTo(Answer.FOREIGN);
    }

    @Test
    void isOverWhenOnePoolHasNotHeardOfItForTheLeaseLessTheMargin() {
        heard();
        assertThat(life.over(at(10))).isFalse();
        life.heard(Pool.DEFAULT, at(9));
        assertThat(life.over(at(11))).isTrue();
        assertThat(life.take(claim(ME, "a", 1, Pool.DEFAULT), at(11))).isEqualTo(Answer.OVER);
    }

    @Test
    void doesNotSayTheEndOfAnAttemptAfterItsTime() {
        heard();
        life.take(claim(ME, "a", 1, Pool.DEFAULT), at(1));
        assertThat(life.ended(new Attempt(new TaskId("a"), 1), at(60))).isFalse();
    }

    @Test
    void isNotOverBeforeItWasHeardButTakesNothingThatAnswersAnOldJoin() {
        assertThat(life.over(at(600))).isFalse();
        life.asks(Pool.DEFAULT, at(0));
        assertThat(life.take(claim(ME, "a", 1, Pool.DEFAULT), at(5))).isEqualTo(Answer.TAKEN);
        assertThat(life.take(claim(ME, "b", 1, Pool.DEFAULT), at(11))).isEqualTo(Answer.OVER);
    }

    @Test
    void countsFromWhenABeatWasSentEvenIfOlderNewsComesLater() {
        life.heard(Pool.DEFAULT, at(8));
        life.heard(Pool.DEFAULT, at(4));
        assertThat(life.over(at(17))).isFalse();
        assertThat(life.over(at(19))).isTrue();
    }

    @Test
    void goesByTheLeaseTheDispatcherTells() {
        heard();
        ClaimGranted shorter = claim(ME, "a", 1, Pool.DEFAULT);
        life.take(
                new ClaimGranted(
                        shorter.holder(),
                        shorter.attempt(),
                        shorter.pool(),
                        shorter.work(),
                        Duration.ofSeconds(6),
                        Instant.EPOCH),
                at(1));
        assertThat(life.over(at(4))).isFalse();
        assertThat(life.over(at(5))).isTrue();
    }

    @Test
    void takesNothingMoreWhenDrainingOrFenced() {
        heard();
        life.drain();
        assertThat(life.take(claim(ME, "a", 1, Pool.DEFAULT), at(1))).isEqualTo(Answer.DRAINING);
        life.fence();
        assertThat(life.take(claim(ME, "b", 1, Pool.DEFAULT), at(1))).isEqualTo(Answer.OVER);
    }

    @Test
    void joinsWhenEveryPoolHasHeard() {
        life.heard(Pool.DEFAULT, at(0));
        assertThat(life.joined()).isFalse();
        life.heard(AUDITOR, at(0));
        assertThat(life.joined()).isTrue();
    }

    @Test
    void leavesTimeToEndAgentsBeforeTheLeaseDoes() {
        LeaseTimeouts terms = new LeaseTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(5));
        assertThat(terms.patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(terms.grace()).isEqualTo(Duration.ofMillis(2500));
        assertThat(new LeaseTimeouts(Duration.ofSeconds(6), Duration.ofSeconds(5)).patience())
                .isEqualTo(Duration.ofSeconds(4));
    }
}
