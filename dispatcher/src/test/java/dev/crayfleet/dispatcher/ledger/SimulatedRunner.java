package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.HistoryChecks.require;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
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

/** A runner of a {@link RandomHistory}: what it has not read, holds, and has written. */
final class SimulatedRunner {
    final int slots;
    final Map<Attempt, ClaimGranted> held = new HashMap<>();
    final Deque<ClaimMessage> inbox = new ArrayDeque<>();
    final Deque<RunMessage> outbox = new ArrayDeque<>();
    boolean isSilent;

    /** All that it starts fails. */
    boolean isBroken;

    Holder holder;
    private final String name;
    private final LedgerHarness lane;
    private final Random random;
    private final Set<Attempt> started;
    private int session = 1;
    private boolean isDraining;
    int left;
    private @Nullable Instant readUpTo;

    /**
     * @param started attempts that any runner has started
     */
    SimulatedRunner(
            String name, int slots, LedgerHarness lane, Random random, Set<Attempt> started) {
        this.name = name;
        this.slots = slots;
        this.lane = lane;
        this.random = random;
        this.started = started;
        this.holder = LedgerHarness.runner(name, session);
    }

    void restart() {
        session++;
        held.clear();
        inbox.clear();
        isSilent = false;
        isDraining = false;
        readUpTo = null;
        holder = LedgerHarness.runner(name, session);
    }

    /**
     * Reads the next message and does what it says.
     *
     * @return false if there is none, or it is silent
     */
    boolean read() {
        if (isSilent || inbox.isEmpty()) {
            return false;
        }
        handle(inbox.remove());
        return true;
    }

    /** One that drains leaves when it has nothing, and is started again as another. */
    void leaveIfDrained() {
        if (isDraining && held.isEmpty() && !isSilent) {
            outbox.add(
                    new RunMessage.RunnerLeft(
                            LedgerHarness.POOL, holder, "drained by Ada", lane.now));
            restart();
            left++;
        }
    }

    void sendHeartbeat() {
        if (!isSilent) {
            outbox.add(
                    new RunMessage.RunnerBeat(
                            LedgerHarness.POOL,
                            holder,
                            slots,
                            List.copyOf(held.keySet()),
                            readUpTo,
                            lane.now,
                            LedgerHarness.DETAILS.abilities()));
        }
    }

    /** An agent ends, whether anybody still waits for it or not. */
    void finishOne() {
        held.values().stream().findFirst().ifPresent(this::finish);
    }

    private void finish(ClaimGranted claim) {
        held.remove(claim.attempt());
        RunOutcome outcome =
                switch (isBroken ? 0 : random.nextInt(6)) {
                    case 0 -> Failed.of(FailureKind.TRANSIENT, "model is down");
                    case 1 -> Failed.of(FailureKind.PERMANENT, "no such model");
                    case 2 ->
                            new Failed(
                                    FailureKind.QUOTA,
                                    "limit",
                                    Duration.ofSeconds(random.nextInt(40_000)));
                    default -> new RunOutcome.Succeeded();
                };
        report(claim.holder(), claim.attempt(), outcome);
    }

    private void report(Holder by, Attempt attempt, RunOutcome outcome) {
        outbox.add(
                new RunMessage.RunFinished(
                        LedgerHarness.POOL, by, attempt, outcome, null, lane.now));
    }

    private void handle(ClaimMessage message) {
        switch (message) {
            case ClaimGranted claim -> {
                readUpTo = claim.claimedAt();
                if (isDraining || random.nextInt(12) == 0) {
                    report(
                            holder,
                            claim.attempt(),
                            Failed.of(FailureKind.LOST, "runner is shutting down"));
                    return;
                }
                require(started.add(claim.attempt()), "an attempt is started once");
                held.put(claim.attempt(), claim);
                require(held.size() <= slots, "no more than its slots");
                outbox.add(
                        new RunMessage.RunStarted(
                                LedgerHarness.POOL,
                                holder,
                                claim.attempt(),
                                "agent-1-a",
                                "demo",
                                lane.now));
                // Somebody looks at every agent.
                outbox.add(
                        new RunMessage.LogAnswered(
                                LedgerHarness.POOL,
                                holder,
                                claim.attempt(),
                                "q",
                                0,
                                4,
                                "one\n",
                                lane.now));
            }
            case ClaimRevoked revoked -> {
                if (held.remove(revoked.attempt()) != null) {
                    report(
                            holder,
                            revoked.attempt(),
                            Failed.of(FailureKind.CANCELLED, revoked.reason()));
                }
            }
            case HolderDrained drained -> {
                if (!isDraining) {
                    isDraining = true;
                    outbox.add(new RunMessage.RunnerDraining(LedgerHarness.POOL, holder, lane.now));
                }
            }
            case HolderFenced fenced -> restart();
            case ClaimMessage.DelegationAnswered answered ->
                    throw new AssertionError("its agents delegate nothing: " + answered);
            case ClaimMessage.DelegationEnded ended ->
                    throw new AssertionError("its agents delegate nothing: " + ended);
            case LogRequested asked -> throw new AssertionError("no lane asks that: " + asked);
        }
    }
}
