package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;

/** Runners on which tasks fail. */
final class QuarantineFixture {
    static final Holder ONE = LedgerHarness.runner("one", 1);
    static final Holder TWO = LedgerHarness.runner("two", 1);
    static final Failed BROKEN = Failed.of(FailureKind.TRANSIENT, "disk full");
    static final Failed REFUSED = Failed.of(FailureKind.PERMANENT, "no such model");

    final LedgerHarness lane = new LedgerHarness();

    /** Of these requesters in turn, without retries. */
    void submit(int tasks, String... requesters) {
        for (int i = 0; i < tasks; i++) {
            lane.submit("t" + i, requesters[i % requesters.length], once());
        }
    }

    static TaskOptions once() {
        return new TaskOptions(null, null, null, 0, null);
    }

    /** Fails the last task that was claimed, and those that are claimed then. */
    void fail(int times) {
        for (int i = 0; i < times; i++) {
            fail(lane.lastGranted());
        }
    }

    void fail(ClaimGranted claim) {
        lane.started(claim);
        lane.finished(claim, BROKEN);
    }

    /** Time passes, and both runners send heartbeats. */
    void stayAlive(Duration time) {
        for (long passed = 0; passed < time.toSeconds(); passed += 2) {
            lane.stayAlive(ONE, 1, Duration.ofSeconds(1));
            lane.beat(
                    TWO,
                    1,
                    lane.granted(TWO).stream()
                            .filter(lane::isHeld)
                            .map(ClaimGranted::attempt)
                            .toArray(Attempt[]::new));
        }
    }

    RunnerView runner(String name) {
        return lane.queries().runners().stream()
                .filter(view -> view.runner().equals(name))
                .filter(view -> !view.standing().equals("lost"))
                .findFirst()
                .orElseThrow();
    }
}
