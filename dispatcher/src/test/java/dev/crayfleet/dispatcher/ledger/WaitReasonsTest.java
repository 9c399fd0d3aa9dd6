package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.LedgerHarness.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people are told about a task that waits. */
class WaitReasonsTest {
    private static final Holder ONE = runner("one");

    private LedgerHarness lane = new LedgerHarness();

    @Test
    void nobodyServesThePool() {
        lane.submit("a");
        assertWaits(
                "a",
                "no-runner",
                "no runner serves pool default; it waits until one does. Has a runner been started, and its agent?");
        assertThat(
                        new WaitReason.NoRunner(new Pool("auditr"), false)
                                .sentence(Instant.parse("2026-01-02T03:04:05Z")))
                .isEqualTo(
                        "no runner serves pool auditr; it waits until one does. Is the name right?");
        assertThat(view("a").waitSeconds()).isNull();
    }

    @Test
    void allItsRunnersAreLost() {
        lane.join(ONE, 1);
        lane.tick(Duration.ofSeconds(16));
        lane.submit("a");
        assertWaits(
                "a",
                "no-runner",
                "all runners of pool default are lost; it waits until one comes back");
    }

    @Test
    void allSlotsAreBusy() {
        lane.join(ONE, 2);
        lane.submit("a");
        assertThat(view("a").waiting()).as("a runner has it").isNull();
        lane.submit("b");
        lane.submit("c");
        lane.submit("d");
        lane.submit("e");
        assertWaits(
                "c", "runners-busy", "all 2 slots of pool default are busy, and it is the next");
        assertWaits(
                "d",
                "runners-busy",
                "all 2 slots of pool default are busy, and 1 task is before it");
        assertWaits(
                "e",
                "runners-busy",
                "all 2 slots of pool default are busy, and 2 tasks are before it");
    }

    @Test
    void itsRunnersStop() {
        lane.join(ONE, 1);
        lane.handleRun(new RunMessage.RunnerDraining(LedgerHarness.POOL, ONE, lane.now));
        lane.submit("a");
        assertWaits(
                "a",
                "runners-drain",
                "the runners of pool default are stopping, and take no more tasks");
    }

    @Test
    void itsOnlyRunnerIsInQuarantine() {
        QuarantineFixture fixture = new QuarantineFixture();
        lane = fixture.lane;
        lane.join(ONE, 1);
        fixture.submit(6, "Ada", "Bob");
        fixture.fail(5);
        assertWaits(
                "t5",
                "runners-quarantined",
                "the only runner of pool default is in quarantine, because task after task failed there; one is tried in 1 min");
    }

    @Test
    void itsRunnersAreInQuarantineForItsRequesterAlone() {
        QuarantineFixture fixture = new QuarantineFixture();
        lane = fixture.lane;
        lane.join(ONE, 1);
        fixture.submit(7, "Ada");
        fixture.fail(5);
        assertWaits(
                "t5",
                "runners-quarantined",
                "the only runner of pool default is in quarantine for this requester, because task after task failed there; one is tried in 1 min");
    }

    @Test
    void itsLastAttemptFailed() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.finished(lane.lastGranted(), Failed.of(FailureKind.TRANSIENT, "503"));
        assertWaits("a", "backs-off", "it is tried again in 2 s, after: 503");
    }

    @Test
    void limitsHoldItBack() {
        lane =
                new LedgerHarness(
                        TestRules.with(new ShareLimits(1, 0, Map.of("coder", 1)), Set.of()));
        lane.join(ONE, 5);
        lane.submit("a");
        lane.submit("b");
        assertWaits(
                "b",
                "requester-limit",
                "as many tasks of its requester run in pool default as may at a time");
        TaskOptions coder = new TaskOptions("coder", null, null, null, null);
        lane.submit("c", "Bob", coder);
        lane.submit("d", "Cleo", coder);
        assertWaits("d", "model-limit", "as many tasks of model coder run as may at a time");
    }

    /** The free one is older, and may not have it. */
    @Test
    void theOnlyRunnerThatKnowsHowToRunItIsBusy() {
        lane.join(ONE, 1);
        lane.submit("a");
        lane.join(runner("two"), LedgerHarness.POOL, 1, null);
        lane.order(
                FleetFiles.changed(
                        1,
                        """
                        {"roles": {"all": {"members": ["local"], "may": ["*"], "mode": "restricted"}}}
                        """,
                        new Order("o-1", new Requester("local", "Ada"), null, lane.now)));
        lane.submit("b");
        assertWaits(
                "b", "runners-busy", "the only slot of pool default is busy, and it is the next");
    }

    @Test
    void aPersonHasToApproveIt() {
        lane = new LedgerHarness(TestRules.with(ShareLimits.NONE, Set.of(LedgerHarness.POOL)));
        lane.submit("a");
        assertWaits("a", "needs-approval", "it waits until somebody approves it");
    }

    @Test
    void theDispatcherHasNotHeardOfTheRunnersYet() {
        lane.join(ONE, 1);
        lane.takeOver();
        lane.submit("a");
        assertWaits(
                "a",
                "runners-unheard",
                "the dispatcher has just begun to hear of the runners of pool default");
    }

    @Test
    void listsSayItToo() {
        lane.submit("a");
        TaskView listed = lane.queries().tasks(TaskFilter.all(10)).getFirst();
        assertThat(listed.waiting()).isEqualTo(view("a").waiting());
        assertThat(listed.history()).isNull();
        assertThat(listed.fingerprint()).isNull();
        assertThat(listed.prompt()).isEqualTo("do a");
    }

    private TaskView view(String id) {
        return lane.queries().task(new TaskId(id)).orElseThrow();
    }

    private void assertWaits(String id, String reason, String sentence) {
        assertThat(view(id).waiting()).isEqualTo(new TaskView.Waiting(reason, sentence));
    }
}
