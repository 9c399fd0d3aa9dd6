package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.RandomHistory.require;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A runner of a {@link RandomHistory}: what it was told and has not read, holds, and has said. */
final class SimulatedRunner {
    final int slots;
    final Map<Attempt, ClaimGranted> held = new HashMap<>();
    final Deque<ClaimMessage> inbox = new ArrayDeque<>();
    final Deque<RunMessage> said = new ArrayDeque<>();
    boolean silent;

    /** All that it starts fails. */
    boolean broken;

    Holder holder;
    private final String name;
    private final LedgerHarness lane;
    private final Random random;
    private final Set<Attempt> started;
    private int life = 1;
    private @Nullable Instant readUpTo;

    /**
     * @param started what was started by anybody
     */
    SimulatedRunner(
            String name, int slots, LedgerHarness lane, Random random, Set<Attempt> started) {
        this.name = name;
        this.slots = slots;
        this.lane = lane;
        this.random = random;
        this.started = started;
        this.holder = LedgerHarness.runner(name, life);
    }

    void beginNewLife() {
        life++;
        held.clear();
        inbox.clear();
        silent = false;
        readUpTo = null;
        holder = LedgerHarness.runner(name, life);
    }

    /**
     * Reads the next message and obeys.
     *
     * @return false if there is none, or it does not listen
     */
    boolean read() {
        if (silent || inbox.isEmpty()) {
            return false;
        }
        obey(inbox.remove());
        return true;
    }

    void beat() {
        if (!silent) {
            said.add(
                    new RunMessage.RunnerBeat(
                            LedgerHarness.POOL,
                            holder,
                            slots,
                            List.copyOf(held.keySet()),
                            readUpTo,
                            lane.now));
        }
    }

    /** An agent ends, whether anybody still waits for it or not. */
    void end() {
        held.values().stream().findFirst().ifPresent(this::end);
    }

    private void end(ClaimGranted claim) {
        held.remove(claim.attempt());
        RunOutcome outcome =
                switch (broken ? 0 : random.nextInt(6)) {
                    case 0 -> Failed.of(FailureKind.TRANSIENT, "model is down");
                    case 1 -> Failed.of(FailureKind.PERMANENT, "no such model");
                    case 2 ->
                            new Failed(
                                    FailureKind.QUOTA,
                                    "limit",
                                    Duration.ofSeconds(random.nextInt(40_000)));
                    default -> new RunOutcome.Succeeded();
                };
        finished(claim.holder(), claim.attempt(), outcome);
    }

    private void finished(Holder by, Attempt attempt, RunOutcome outcome) {
        said.add(
                new RunMessage.RunFinished(
                        LedgerHarness.POOL, by, attempt, outcome, null, lane.now));
    }

    private void obey(ClaimMessage message) {
        switch (message) {
            case ClaimGranted claim -> {
                readUpTo = claim.claimedAt();
                if (random.nextInt(12) == 0) {
                    finished(
                            holder,
                            claim.attempt(),
                            Failed.of(FailureKind.LOST, "runner is shutting down"));
                    return;
                }
                require(started.add(claim.attempt()), "an attempt is started once");
                held.put(claim.attempt(), claim);
                require(held.size() <= slots, "no more than its slots");
                said.add(
                        new RunMessage.RunStarted(
                                LedgerHarness.POOL,
                                holder,
                                claim.attempt(),
                                "agent-1-a",
                                "demo",
                                lane.now));
            }
            case ClaimRevoked revoked -> {
                if (held.remove(revoked.attempt()) != null) {
                    finished(
                            holder,
                            revoked.attempt(),
                            Failed.of(FailureKind.CANCELLED, revoked.reason()));
                }
            }
            case HolderFenced fenced -> beginNewLife();
        }
    }
}
