package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.Ticker;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a runner says: beats, what becomes of its attempts, good-byes. */
final class DispatcherReporter {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherReporter.class);

    private final RunnerState present;
    private final Outbox outbox;
    private final Clock clock;
    private final ScheduledExecutorService again;

    // Held while a beat or a good-bye is made and sent, so that no beat follows a good-bye.
    private final Object breath = new Object();

    /**
     * @param again where what was not heard is said again
     */
    DispatcherReporter(
            RunnerState present, Outbox outbox, Clock clock, ScheduledExecutorService again) {
        this.present = present;
        this.outbox = outbox;
        this.clock = clock;
        this.again = again;
    }

    /**
     * Says that this life is well, and to pools that have not heard of it, that it is there.
     *
     * @param first looks whether it is well; between it and the beat nobody says anything
     */
    void beat(Ticker ticker, LongConsumer first) {
        synchronized (breath) {
            long now = ticker.nanos();
            first.accept(now);
            present.greetings(now, clock.instant())
                    .ifPresent(said -> {
                        said.hellos().forEach(hello -> hearing(said.speaker(), now, hello));
                        said.progress().forEach(outbox::send);
                    });
        }
    }

    private void hearing(RunnerSession speaker, long sentAt, RunMessage message) {
        outbox.send(message)
                .whenComplete((ok, failure) -> {
                    if (failure == null) {
                        present.heard(speaker, message.pool(), sentAt);
                    } else {
                        LOG.warn(
                                "a beat of {} to pool {} was not heard: {}",
                                speaker.holder(),
                                message.pool(),
                                failure.toString());
                    }
                });
    }

    /**
     * Gives back what a life still holds and says that it is gone. Who fenced it knows already; the
     * dispatchers of other lanes may still believe in it.
     */
    void goodBye(RunnerState.Late late, String reason) {
        var messages = present.lastWords(late, reason, clock.instant());
        synchronized (breath) {
            messages.forEach(outbox::send);
        }
    }

    void draining(RunnerSession current) {
        current.pools()
                .forEach(pool ->
                        outbox.send(new RunnerDraining(pool, current.holder(), clock.instant())));
    }

    void givesBack(ClaimGranted claim, String reason) {
        outbox.send(
                new RunFinished(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        RunOutcome.Failed.of(FailureKind.LOST, reason),
                        null,
                        clock.instant()));
    }

    void started(ClaimGranted claim, String agent, String executor) {
        outbox.send(
                new RunStarted(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        agent,
                        executor,
                        clock.instant()));
    }

    void finished(RunnerSession speaker, ClaimGranted claim, AttemptRunner.Ended ended) {
        tell(
                speaker,
                new RunFinished(
                        claim.pool(),
                        claim.holder(),
                        claim.attempt(),
                        ended.outcome(),
                        ended.report(),
                        clock.instant()));
    }

    /** A result is told until it has arrived, or until nobody would believe it. */
    private void tell(RunnerSession speaker, RunFinished message) {
        outbox.send(message)
                .whenComplete((ok, failure) -> {
                    if (failure == null) {
                        present.told(speaker, message.attempt());
                        return;
                    }
                    boolean believed = present.speaks(speaker);
                    LOG.warn(
                            "task {}: its end was not heard ({}){}",
                            message.attempt(),
                            failure,
                            believed ? "; it is told again" : "");
                    if (believed) {
                        again.schedule(() -> tell(speaker, message), 1, TimeUnit.SECONDS);
                    }
                });
    }
}
