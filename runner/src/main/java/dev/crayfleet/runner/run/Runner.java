package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.Ticker;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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

    private final RunnerPolicy terms;
    private final ExitPolicy departure;
    private final AttemptRunner attempts;
    private final RunnerMetrics tally;
    private final Ticker ticker;
    private final RunnerState present;
    private final DispatcherReporter voice;
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor again;

    public Runner(
            RunnerPolicy terms,
            Outbox outbox,
            AttemptRunner attempts,
            RunnerMetrics tally,
            Ticker ticker,
            Clock clock) {
        this(terms, outbox, attempts, tally, ticker, clock, ExitPolicy.NEVER);
    }

    /**
     * @param departure when it leaves by itself
     */
    public Runner(
            RunnerPolicy terms,
            Outbox outbox,
            AttemptRunner attempts,
            RunnerMetrics tally,
            Ticker ticker,
            Clock clock,
            ExitPolicy departure) {
        this.terms = terms;
        this.departure = departure;
        this.attempts = attempts;
        this.tally = tally;
        this.ticker = ticker;
        this.threads =
                // Few more than there are slots; a thread is worth keeping for a short task.
                Executors.newCachedThreadPool(Thread.ofPlatform().name("agent-", 0).factory());
        this.present = new RunnerState(terms, departure, ticker.nanos());
        this.again =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name(terms.id() + "-again").daemon().factory());
        // Now, while there are threads: a result that is not told again is held for ever.
        again.prestartAllCoreThreads();
        this.voice = new DispatcherReporter(present, outbox, clock, again);
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

    public Status status() {
        return present.status(ticker.nanos(), attempts.executor());
    }

    /** Heeds what the dispatcher says, if it is said to this life. */
    public void heed(ClaimMessage message) {
        if (!message.holder().runner().equals(terms.id())) {
            return;
        }
        switch (message) {
            case ClaimGranted granted -> granted(granted);
            case ClaimRevoked revoked -> present.revoke(revoked);
            case HolderFenced fenced -> {
                if (present.is(fenced.holder())) {
                    fence(fenced.reason(), Set.of(fenced.pool()));
                }
            }
        }
    }

    private void granted(ClaimGranted claim) {
        RunnerSession.Answer answer;
        try {
            answer =
                    present.take(claim, ticker.nanos(), taken -> threads.execute(() -> run(taken)));
        } catch (RuntimeException | Error e) {
            // A machine full of processes has no thread for it.
            LOG.error("task {}: no agent can be started", claim.attempt(), e);
            giveBack(claim, "runner %s cannot start an agent: %s".formatted(terms.id(), e));
            return;
        }
        switch (answer) {
            case TAKEN -> {
                LOG.info("task {} is taken", claim.attempt());
                if (present.spent()) {
                    voice.draining(present.life());
                }
            }
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
        voice.givesBack(claim, reason);
    }

    /** Claims may have been missed: this life cannot know what it holds. */
    public void lostPlace(String reason) {
        fence(reason, Set.of());
    }

    private void fence(String reason, Set<Pool> by) {
        if (present.fence(reason, by)) {
            tally.fenced();
        }
    }

    /** Looks at the lease, starts a new life after a fenced one, and leaves when it is time. */
    public void watch() {
        fenceIfOver(ticker.nanos());
        present.bury()
                .ifPresent(late -> {
                    voice.goodBye(late, "its runner lost touch");
                    beat();
                });
        if (present.leaves(ticker.nanos())) {
            LOG.info(
                    "{} leaves: {}",
                    terms.id(),
                    present.spent() ? "it did all it was to do" : "it had nothing to do");
            departure.leave().run();
        }
    }

    private void fenceIfOver(long now) {
        if (present.over(now)) {
            fence("no beat has arrived for too long", Set.of());
        }
    }

    /** Says that this life is well, and to pools that have not heard of it, that it is there. */
    public void beat() {
        // A machine that was asleep must not be heard again before it has noticed.
        voice.beat(ticker, this::fenceIfOver);
    }

    private void run(RunningAttempt mine) {
        ClaimGranted claim = mine.claim();
        AttemptRunner.Ended ended;
        try {
            ended =
                    attempts.run(
                            claim,
                            mine.stop(),
                            new AttemptRunner.Watcher() {
                                @Override
                                public void started(String agent, String executor) {
                                    LOG.info("task {}: {} starts", claim.attempt(), agent);
                                    voice.started(claim, agent, executor);
                                }

                                @Override
                                public void progressed(String note) {
                                    mine.note(note);
                                }
                            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = AttemptRunner.Ended.before(FailureKind.LOST, "its runner was interrupted");
        } catch (RuntimeException | Error e) {
            // Whatever it was: an attempt whose end is not told is held for ever.
            LOG.error("task {}: the runner failed on it", claim.attempt(), e);
            ended =
                    AttemptRunner.Ended.before(
                            FailureKind.TRANSIENT, "The runner itself failed on it: " + e);
        }
        finish(mine, ended);
    }

    private void finish(RunningAttempt mine, AttemptRunner.Ended ended) {
        ClaimGranted claim = mine.claim();
        LOG.info("task {} ends: {}", claim.attempt(), Texts.oneLine(ended.outcome().toString()));
        tally.ended(ended.outcome(), ended.duration());
        present.ended(mine, ticker.nanos())
                .ifPresentOrElse(
                        speaker -> voice.finished(speaker, claim, ended),
                        () ->
                                LOG.warn(
                                        "task {}: what it gave is dropped, its runner's life is over",
                                        claim.attempt()));
    }

    /**
     * Takes no more, lets agents go on for a while, then gives back what is left and says good-bye.
     * When it returns, no agent and no thread of it is left.
     *
     * @throws InterruptedException if the caller is told to hurry
     */
    public void drain() throws InterruptedException {
        RunnerSession current = present.drain();
        voice.draining(current);
        try {
            if (!present.awaitIdle(terms.drainTimeout())) {
                present.stopAll(
                        FailureKind.LOST, "runner is shutting down", terms.killGrace(), false);
                if (!present.awaitIdle(terms.killGrace().plusSeconds(10))) {
                    LOG.error("agents are left that could not be stopped: {}", status());
                }
            }
            present.awaitTold(Duration.ofSeconds(5));
        } finally {
            voice.goodBye(present.close(current), present.farewell());
            threads.shutdownNow();
            again.shutdownNow();
        }
        if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.error("threads of agents are left");
        }
    }
}
