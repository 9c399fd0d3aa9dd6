package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.executor.Stop;
import dev.crayfleet.runner.slots.Life;
import dev.crayfleet.runner.slots.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner: takes claims into slots, says what it holds, and ends its life when it is not heard. A
 * life that is fenced is followed by a new one as soon as its agents are gone.
 *
 * <p>Whoever reads claims calls {@link #heed}; a clock calls {@link #beat} and, more often, {@link
 * #watch}. Every claim has a thread of its own, which is gone when {@link #drain} returns.
 */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    /** An agent at work. */
    private static final class Running {
        final ClaimGranted claim;
        final Stop stop = new Stop();
        volatile String note = "";

        Running(ClaimGranted claim) {
            this.claim = claim;
        }

        /** What there is to say since the last time. */
        Optional<RunProgressed> progress(Instant at) {
            String said = note;
            note = "";
            return said.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new RunProgressed(
                                    claim.pool(), claim.holder(), claim.attempt(), said, at));
        }
    }

    private final RunnerTerms terms;
    private final Outbox outbox;
    private final Attempts attempts;
    private final Tally tally;
    private final Ticker ticker;
    private final Clock clock;
    private final ExecutorService threads;

    // Guarded by this, like the life itself. Nothing is sent while it is held.
    private final Map<Attempt, Running> running = new HashMap<>();
    private Set<Pool> fencedBy = Set.of();
    private Life life;
    private boolean draining;
    private boolean closing;

    // Held while a beat or a good-bye is made and sent, so that no beat follows a good-bye.
    private final Object voice = new Object();

    public Runner(
            RunnerTerms terms,
            Outbox outbox,
            Attempts attempts,
            Tally tally,
            Ticker ticker,
            Clock clock) {
        this.terms = terms;
        this.outbox = outbox;
        this.attempts = attempts;
        this.tally = tally;
        this.ticker = ticker;
        this.clock = clock;
        this.life = newLife();
        this.threads =
                // As many as there are slots at most; a thread is worth keeping for a short task.
                Executors.newCachedThreadPool(Thread.ofPlatform().name("agent-", 0).factory());
    }

    /** How a runner is, for people. */
    public record Status(
            Holder holder,
            int slots,
            int busy,
            boolean joined,
            boolean draining,
            Duration silence,
            String executor) {}

    public synchronized Status status() {
        return new Status(
                life.holder(),
                terms.slots().values().stream().mapToInt(Integer::intValue).sum(),
                life.busy(),
                life.joined() && !life.fenced(),
                draining,
                life.silence(ticker.nanos()),
                attempts.executor());
    }

    /** Heeds what the dispatcher says, if it is said to this life. */
    public void heed(ClaimMessage message) {
        if (!message.holder().runner().equals(terms.id())) {
            return;
        }
        switch (message) {
            case ClaimGranted granted -> granted(granted);
            case ClaimRevoked revoked -> revoked(revoked);
            case HolderFenced fenced -> fenced(fenced);
        }
    }

    private void granted(ClaimGranted claim) {
        Life.Answer answer;
        synchronized (this) {
            answer = life.take(claim, ticker.nanos());
            if (answer == Life.Answer.TAKEN) {
                Running taken = new Running(claim);
                running.put(claim.attempt(), taken);
                threads.execute(() -> run(taken));
            }
        }
        switch (answer) {
            case TAKEN -> LOG.info("task {} is taken", claim.attempt());
            case REPEATED -> LOG.info("task {} was claimed twice; once is enough", claim.attempt());
            case FOREIGN -> LOG.debug("task {} is for {}", claim.attempt(), claim.holder());
            case FULL -> giveBack(claim, "runner " + terms.id() + " has no free slot");
            case DRAINING -> giveBack(claim, "runner " + terms.id() + " is shutting down");
            case OVER -> fence("it was not heard for too long when a claim came", Set.of());
        }
    }

    private void giveBack(ClaimGranted claim, String reason) {
        LOG.warn("task {} is given back: {}", claim.attempt(), reason);
        tally.refused();
        outbox.send(finished(claim.pool(), claim.holder(), claim.attempt(), lost(reason)));
    }

    private synchronized void revoked(ClaimRevoked revoked) {
        Running found = running.get(revoked.attempt());
        if (found != null && found.claim.holder().equals(revoked.holder())) {
            LOG.info("task {} is revoked: {}", revoked.attempt(), revoked.reason());
            found.stop.request(
                    new Stop.Request(
                            FailureKind.CANCELLED, revoked.reason(), terms.killGrace(), false));
        }
    }

    private void fenced(HolderFenced fenced) {
        boolean mine;
        synchronized (this) {
            mine = life.holder().equals(fenced.holder());
        }
        if (mine) {
            fence(fenced.reason(), Set.of(fenced.pool()));
        }
    }

    /** Claims may have been missed: this life cannot know what it holds. */
    public void lostPlace(String reason) {
        fence(reason, Set.of());
    }

    /** Ends this life: every agent is stopped, and nothing it says is told. */
    private synchronized void fence(String reason, Set<Pool> by) {
        if (life.fenced()) {
            return;
        }
        LOG.warn("{} ends: {}; {} agents are stopped", life.holder(), reason, running.size());
        tally.fenced();
        life.fence();
        fencedBy = by;
        stopAll(FailureKind.LOST, reason, life.terms().grace(), true);
    }

    /** Looks at the lease, and starts a new life after a fenced one. */
    public void watch() {
        fenceIfOver(ticker.nanos());
        bury();
    }

    private synchronized void fenceIfOver(long now) {
        if (life.over(now)) {
            fence("no beat has arrived for too long", Set.of());
        }
    }

    private void bury() {
        Life old;
        Set<Pool> knowing;
        synchronized (this) {
            if (!life.fenced() || !running.isEmpty() || draining) {
                return;
            }
            old = life;
            knowing = fencedBy;
            life = newLife();
            LOG.info("{} follows {}", life.holder(), old.holder());
        }
        leave(old, knowing, "its runner lost touch");
        beat();
    }

    /**
     * Gives back what a life still holds and says that it is gone. Who fenced it knows already; the
     * dispatchers of other lanes may still believe in it.
     */
    private void leave(Life old, Set<Pool> knowing, String reason) {
        List<RunMessage> messages = new ArrayList<>();
        synchronized (this) {
            for (Pool pool : old.pools()) {
                if (!knowing.contains(pool)) {
                    old.held(pool)
                            .forEach(each ->
                                    messages.add(finished(pool, old.holder(), each, lost(reason))));
                    messages.add(new RunnerLeft(pool, old.holder(), reason, clock.instant()));
                }
            }
        }
        synchronized (voice) {
            messages.forEach(outbox::send);
        }
    }

    /** Says that this life is well, and to pools that have not heard of it, that it is there. */
    public void beat() {
        synchronized (voice) {
            long now = ticker.nanos();
            // A machine that was asleep must not be heard again before it has noticed.
            fenceIfOver(now);
            Instant at = clock.instant();
            List<RunMessage> hellos = new ArrayList<>();
            List<RunMessage> progress = new ArrayList<>();
            Life current;
            synchronized (this) {
                if (life.fenced() || closing) {
                    return;
                }
                current = life;
                for (Pool pool : life.pools()) {
                    hellos.addAll(hellos(pool, at));
                    life.asks(pool, now);
                }
                running.values().forEach(each -> each.progress(at).ifPresent(progress::add));
            }
            hellos.forEach(hello -> hearing(current, now, hello));
            progress.forEach(outbox::send);
        }
    }

    private List<RunMessage> hellos(Pool pool, Instant at) {
        Holder me = life.holder();
        RunMessage beat = new RunnerBeat(pool, me, life.slots(pool), life.held(pool), at);
        return life.heardBy(pool)
                ? List.of(beat)
                : List.of(new RunnerJoined(pool, me, life.slots(pool), at), beat);
    }

    private void hearing(Life speaker, long sentAt, RunMessage message) {
        outbox.send(message)
                .whenComplete((ok, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "a beat of {} to pool {} was not heard: {}",
                                speaker.holder(),
                                message.pool(),
                                failure.toString());
                        return;
                    }
                    synchronized (this) {
                        speaker.heard(message.pool(), sentAt);
                    }
                });
    }

    private void run(Running mine) {
        ClaimGranted claim = mine.claim;
        Attempts.Ended ended;
        try {
            ended =
                    attempts.run(
                            claim,
                            mine.stop,
                            new Attempts.Watcher() {
                                @Override
                                public void started(String agent, String executor) {
                                    LOG.info("task {}: {} starts", claim.attempt(), agent);
                                    outbox.send(
                                            new RunStarted(
                                                    claim.pool(),
                                                    claim.holder(),
                                                    claim.attempt(),
                                                    agent,
                                                    executor,
                                                    clock.instant()));
                                }

                                @Override
                                public void progressed(String note) {
                                    mine.note = note;
                                }
                            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = Attempts.Ended.before(FailureKind.LOST, "its runner was interrupted");
        } catch (RuntimeException e) {
            LOG.error("task {}: the runner failed on it", claim.attempt(), e);
            ended =
                    Attempts.Ended.before(
                            FailureKind.TRANSIENT, "The runner itself failed on it: " + e);
        }
        finish(mine, ended);
    }

    private void finish(Running mine, Attempts.Ended ended) {
        Attempt attempt = mine.claim.attempt();
        LOG.info("task {} ends: {}", attempt, ended.outcome());
        tally.ended(ended.outcome(), ended.duration());
        Life speaker;
        boolean believed;
        synchronized (this) {
            speaker = life;
            believed =
                    speaker.holder().equals(mine.claim.holder())
                            && speaker.ended(attempt, ticker.nanos());
            running.remove(attempt);
            notifyAll();
        }
        if (believed) {
            tell(
                    speaker,
                    new RunFinished(
                            mine.claim.pool(),
                            mine.claim.holder(),
                            attempt,
                            ended.outcome(),
                            ended.report(),
                            clock.instant()));
        } else {
            LOG.warn("task {}: what it gave is dropped, its runner's life is over", attempt);
        }
    }

    /** A result is told until it has arrived, or until nobody would believe it. */
    private void tell(Life speaker, RunFinished message) {
        outbox.send(message)
                .whenComplete((ok, failure) -> {
                    boolean again;
                    synchronized (this) {
                        again = failure != null && !speaker.fenced() && !closing;
                        if (failure == null) {
                            speaker.told(message.attempt());
                            notifyAll();
                        }
                    }
                    if (failure != null) {
                        LOG.warn(
                                "task {}: its end was not heard ({}){}",
                                message.attempt(),
                                failure,
                                again ? "; it is told again" : "");
                    }
                    if (again) {
                        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, threads)
                                .execute(() -> tell(speaker, message));
                    }
                });
    }

    /**
     * Takes no more, lets agents go on for a while, then gives back what is left and says good-bye.
     * When it returns, no agent and no thread of it is left.
     *
     * @throws InterruptedException if the caller is told to hurry
     */
    public void drain() throws InterruptedException {
        Life current;
        synchronized (this) {
            current = life;
            draining = true;
            life.drain();
        }
        current.pools()
                .forEach(pool ->
                        outbox.send(new RunnerDraining(pool, current.holder(), clock.instant())));
        try {
            if (!awaitIdle(terms.drain())) {
                stopAll(FailureKind.LOST, "runner is shutting down", terms.killGrace(), false);
                if (!awaitIdle(terms.killGrace().plusSeconds(10))) {
                    LOG.error("agents are left that could not be stopped: {}", status());
                }
            }
            awaitTold(Duration.ofSeconds(5));
        } finally {
            Set<Pool> knowing;
            synchronized (this) {
                closing = true;
                knowing = current.fenced() ? fencedBy : Set.of();
            }
            leave(current, knowing, "runner is shut down");
            threads.shutdownNow();
        }
        if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.error("threads of agents are left");
        }
    }

    private synchronized void stopAll(
            FailureKind kind, String reason, Duration grace, boolean silent) {
        Stop.Request request = new Stop.Request(kind, reason, grace, silent);
        running.values().forEach(each -> each.stop.request(request));
    }

    private synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
        return await(limit, () -> running.isEmpty());
    }

    private synchronized boolean awaitTold(Duration limit) throws InterruptedException {
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

    private Life newLife() {
        Incarnation fresh = new Incarnation(UUID.randomUUID().toString());
        return new Life(new Holder(terms.id(), fresh), terms.slots(), terms.lease());
    }

    private static RunOutcome.Failed lost(String reason) {
        return RunOutcome.Failed.of(FailureKind.LOST, reason);
    }

    private RunFinished finished(
            Pool pool, Holder holder, Attempt attempt, RunOutcome.Failed outcome) {
        return new RunFinished(pool, holder, attempt, outcome, null, clock.instant());
    }
}
