package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a runner is at this moment: its life, its agents at work, and whether it is leaving. Safe
 * for use by many threads. Says nothing to anybody; what is to be said is given to the caller.
 */
final class RunnerState {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerState.class);

    private final RunnerPolicy terms;
    private final ExitPolicy departure;
    private final Map<Attempt, RunningAttempt> running = new HashMap<>();
    private final SlotBudget offers = new SlotBudget();
    private Set<Pool> fencedBy = Set.of();
    private RunnerSession life;
    private boolean draining;
    private boolean closing;
    private int taken;
    private long lastBusy;
    private boolean left;

    /**
     * @param now a ticker's
     */
    RunnerState(RunnerPolicy terms, ExitPolicy departure, long now) {
        this.terms = terms;
        this.departure = departure;
        this.lastBusy = now;
        this.life = newLife();
    }

    /**
     * What is said every few seconds.
     *
     * @param hellos joins and beats, by the speaker; the rest is progress
     */
    record Greetings(RunnerSession speaker, List<RunMessage> hellos, List<RunMessage> progress) {}

    /**
     * A life that is over and whose agents are gone.
     *
     * @param knowing who need not be told
     */
    record Late(RunnerSession old, Set<Pool> knowing) {}

    synchronized RunnerSession life() {
        return life;
    }

    synchronized Runner.Status status(long now, String executor) {
        return new Runner.Status(
                life.holder(),
                terms.totalSlots(),
                life.busy(),
                life.joined() && !life.fenced(),
                draining,
                life.silence(now),
                executor);
    }

    /**
     * Decides about a claim; one that is taken is running from here on, once {@code start} ran.
     * Where that fails, it is not held, and what {@code start} threw is thrown.
     */
    synchronized RunnerSession.Answer take(ClaimGranted claim, long now, RunsAgents start) {
        RunnerSession.Answer answer = life.take(claim, now);
        if (answer == RunnerSession.Answer.TAKEN) {
            RunningAttempt fresh = new RunningAttempt(claim);
            running.put(claim.attempt(), fresh);
            try {
                start.run(fresh);
            } catch (RuntimeException | Error e) {
                running.remove(claim.attempt());
                life.told(claim.attempt());
                throw e;
            }
            taken++;
            lastBusy = now;
            if (spent()) {
                life.drain();
            }
        }
        return answer;
    }

    /** Whether it has taken all that it is to take. */
    synchronized boolean spent() {
        return departure.maxTasks() > 0 && taken >= departure.maxTasks();
    }

    /** Whether it is time to leave; says so once. */
    synchronized boolean leaves(long now) {
        if (left || draining || !running.isEmpty() || life.held() > 0) {
            return false;
        }
        left =
                spent()
                        || departure.idle().isPositive()
                                && now - lastBusy >= departure.idle().toNanos();
        return left;
    }

    /** Why it goes, for people. */
    synchronized String farewell() {
        if (!left) {
            return "runner is shut down";
        }
        return spent()
                ? "it has done the %d it was to do".formatted(departure.maxTasks())
                : "IDLE, no task for %d s".formatted(departure.idle().toSeconds());
    }

    /** No more than it will still take. */
    private Map<Pool, Integer> offered(long now) {
        int left =
                departure.maxTasks() == 0
                        ? Integer.MAX_VALUE
                        : Math.max(0, departure.maxTasks() - taken);
        return offers.of(life, left, now);
    }

    /** Starts the thread of an agent. */
    interface RunsAgents {
        void run(RunningAttempt taken);
    }

    synchronized void revoke(ClaimRevoked revoked) {
        life.read(revoked.holder(), revoked.pool(), revoked.at());
        RunningAttempt found = running.get(revoked.attempt());
        if (found != null && found.claim().holder().equals(revoked.holder())) {
            LOG.info("task {} is revoked: {}", revoked.attempt(), revoked.reason());
            found.stop()
                    .request(
                            new CancellationToken.Request(
                                    FailureKind.CANCELLED,
                                    revoked.reason(),
                                    terms.killGrace(),
                                    false));
        }
    }

    synchronized boolean is(Holder holder) {
        return life.holder().equals(holder);
    }

    /**
     * Ends this life: every agent is stopped, and nothing it says is told.
     *
     * @return whether it was not over already
     */
    synchronized boolean fence(String reason, Set<Pool> by) {
        if (life.fenced()) {
            return false;
        }
        LOG.warn("{} ends: {}; {} agents are stopped", life.holder(), reason, running.size());
        life.fence();
        fencedBy = by;
        stopAll(FailureKind.LOST, reason, life.terms().grace(), true);
        return true;
    }

    synchronized boolean over(long now) {
        return life.over(now);
    }

    /** A new life after a fenced one, as soon as that one's agents are gone. */
    synchronized Optional<Late> bury() {
        if (!life.fenced() || !running.isEmpty() || draining) {
            return Optional.empty();
        }
        Late late = new Late(life, fencedBy);
        life = newLife();
        if (spent()) {
            life.drain();
        }
        LOG.info("{} follows {}", life.holder(), late.old().holder());
        return Optional.of(late);
    }

    /** What the dispatchers are told when a life is gone: what it held, and that it left. */
    synchronized List<RunMessage> lastWords(Late late, String reason, Instant at) {
        RunnerSession old = late.old();
        List<RunMessage> messages = new ArrayList<>();
        for (Pool pool : old.pools()) {
            if (!late.knowing().contains(pool)) {
                for (Attempt each : old.held(pool)) {
                    messages.add(
                            new RunFinished(
                                    pool,
                                    old.holder(),
                                    each,
                                    RunOutcome.Failed.of(FailureKind.LOST, reason),
                                    null,
                                    at));
                }
                messages.add(new RunnerLeft(pool, old.holder(), reason, at));
            }
        }
        return messages;
    }

    /** Empty where this life has nothing to say any more. */
    synchronized Optional<Greetings> greetings(long now, Instant at) {
        if (life.fenced() || closing) {
            return Optional.empty();
        }
        List<RunMessage> hellos = new ArrayList<>();
        Map<Pool, Integer> offered = offered(now);
        for (Pool pool : life.pools()) {
            int slots = offered.getOrDefault(pool, 0);
            if (!life.heardBy(pool)) {
                hellos.add(new RunnerJoined(pool, life.holder(), slots, at));
            }
            hellos.add(
                    new RunnerBeat(
                            pool, life.holder(), slots, life.held(pool), life.readUpTo(pool), at));
            life.asks(pool, now);
        }
        List<RunMessage> progress = new ArrayList<>();
        running.values().forEach(each -> each.progress(now, at).ifPresent(progress::add));
        return Optional.of(new Greetings(life, hellos, progress));
    }

    synchronized void heard(RunnerSession speaker, Pool pool, long sentAt) {
        speaker.heard(pool, sentAt);
    }

    /**
     * An agent is gone.
     *
     * @return its life, if that may still say so
     */
    synchronized Optional<RunnerSession> ended(RunningAttempt mine, long now) {
        Attempt attempt = mine.claim().attempt();
        boolean believed = life.holder().equals(mine.claim().holder()) && life.ended(attempt, now);
        running.remove(attempt);
        lastBusy = now;
        notifyAll();
        return believed ? Optional.of(life) : Optional.empty();
    }

    synchronized void told(RunnerSession speaker, Attempt attempt) {
        speaker.told(attempt);
        notifyAll();
    }

    /** Whether it is worth telling again what did not arrive. */
    synchronized boolean speaks(RunnerSession speaker) {
        return !speaker.fenced() && !closing;
    }

    /** No more claims are taken. */
    synchronized RunnerSession drain() {
        draining = true;
        life.drain();
        return life;
    }

    /** Nothing but last words is said any more. */
    synchronized Late close(RunnerSession current) {
        closing = true;
        return new Late(current, current.fenced() ? fencedBy : Set.of());
    }

    synchronized void stopAll(FailureKind kind, String reason, Duration grace, boolean silent) {
        CancellationToken.Request request =
                new CancellationToken.Request(kind, reason, grace, silent);
        running.values().forEach(each -> each.stop().request(request));
    }

    synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
        return await(limit, running::isEmpty);
    }

    synchronized boolean awaitTold(Duration limit) throws InterruptedException {
        return await(limit, () -> life.held() == 0 || life.fenced());
    }

    /** Waits in real time: closing must end, whatever the lease's clock says. */
    private synchronized boolean await(Duration limit, BooleanSupplier done)
            throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private RunnerSession newLife() {
        Incarnation fresh = new Incarnation(UUID.randomUUID().toString());
        return new RunnerSession(new Holder(terms.id(), fresh), terms.slots(), terms.lease());
    }
}
