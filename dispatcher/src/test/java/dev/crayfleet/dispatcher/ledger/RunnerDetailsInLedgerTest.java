package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What runners say of themselves, and who may be asked what an agent prints. */
class RunnerDetailsInLedgerTest {
    private static final Holder ONE = LedgerHarness.runner("one");
    private static final Holder TWO = LedgerHarness.runner("two");
    private static final RunnerDetails DETAILS =
            new RunnerDetails("build-7", "0.1.0", "2026.9.6", List.of(RunnerDetails.LOGS));

    private final LedgerHarness lane = new LedgerHarness();

    private Decision join(Holder holder, @Nullable RunnerDetails details) {
        return lane.handleRun(new RunnerJoined(LedgerHarness.POOL, holder, 1, details, lane.now));
    }

    private RunnerView view(Holder holder) {
        return lane.queries().runners().stream()
                .filter(each -> each.runner().equals(holder.runner().value()))
                .findFirst()
                .orElseThrow();
    }

    private TaskPlace place(String task) {
        return lane.queries().place(new TaskId(task)).orElseThrow();
    }

    @Test
    void whatARunnerSaysWhenItJoinsIsKeptUntilItSaysAnotherThing() {
        join(ONE, DETAILS);
        assertThat(view(ONE).host()).isEqualTo("build-7");
        assertThat(view(ONE).version()).isEqualTo("0.1.0");
        assertThat(view(ONE).openclaw()).isEqualTo("2026.9.6");
        // Neither a heartbeat nor the same again is written down.
        assertThat(lane.beat(ONE, 1).entries()).allMatch(LedgerEntry.Unrecorded.class::isInstance);
        assertThat(join(ONE, DETAILS).entries()).allMatch(LedgerEntry.Unrecorded.class::isInstance);
        lane.beat(ONE, 3);
        assertThat(view(ONE).host()).isEqualTo("build-7");
        lane.takeOver();
        assertThat(view(ONE).slots()).isEqualTo(3);
        assertThat(view(ONE).host()).isEqualTo("build-7");
        join(ONE, new RunnerDetails("build-8", "0.2.0", null, List.of()));
        assertThat(view(ONE).host()).isEqualTo("build-8");
        assertThat(view(ONE).openclaw()).isNull();
    }

    @Test
    void anOlderRunnerHasNone() {
        join(ONE, null);
        assertThat(view(ONE).host()).isNull();
        assertThat(view(ONE).version()).isNull();
        join(TWO, new RunnerDetails("", "", null, List.of()));
        assertThat(view(TWO).host()).isNull();
    }

    @Test
    void onlyTheHolderOfTheCurrentAttemptIsAsked() {
        join(ONE, DETAILS);
        lane.submit("a");
        ClaimGranted first = lane.lastGranted();
        assertThat(place("a").holder()).isEqualTo(ONE);
        assertThat(place("a").servesLogs()).isTrue();
        assertThat(place("a").attempt()).isEqualTo(1);
        lane.started(first);
        assertThat(place("a").state()).isEqualTo("running");
        lane.handleRun(new RunnerLeft(LedgerHarness.POOL, ONE, "stopped", lane.now));
        assertThat(place("a").holder()).isNull();
        assertThat(place("a").servesLogs()).isFalse();
        // Its back-off.
        lane.tick(Duration.ofMinutes(5));
        join(TWO, null);
        ClaimGranted second = lane.lastGranted();
        assertThat(second.attempt()).isEqualTo(new Attempt(new TaskId("a"), 2));
        assertThat(place("a").holder()).isEqualTo(TWO);
        // It is older, and does not know the question.
        assertThat(place("a").servesLogs()).isFalse();
        lane.succeeded(second);
        assertThat(place("a").finishedAt()).isEqualTo(lane.now);
        assertThat(place("a").holder()).isNull();
        assertThat(lane.queries().place(new TaskId("nobody-knows"))).isEmpty();
    }

    @Test
    void anAnswerChangesNothing() {
        join(ONE, DETAILS);
        lane.submit("a");
        ClaimGranted claim = lane.lastGranted();
        for (Holder sender : List.of(ONE, TWO)) {
            Decision decision =
                    lane.handleRun(
                            new LogAnswered(
                                    LedgerHarness.POOL,
                                    sender,
                                    claim.attempt(),
                                    "9d1f",
                                    0,
                                    4,
                                    "one\n",
                                    lane.now));
            assertThat(decision.entries()).isEmpty();
            assertThat(decision.claims()).isEmpty();
            assertThat(decision.events()).isEmpty();
            assertThat(decision.refusal()).isEmpty();
        }
        assertThat(lane.queries().runners()).hasSize(1);
        lane.finished(claim, new RunOutcome.Succeeded());
        assertThat(lane.liveTasks()).isZero();
    }
}
