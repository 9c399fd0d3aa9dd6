package dev.crayfleet.trial.storm;

import dev.crayfleet.emulator.Faults;
import dev.crayfleet.trial.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Injects each kind of fault into a process or Discord, and ends it. */
final class FaultInjector {
    private static final String POST_MESSAGE = "POST /channels/{channel_id}/messages";
    private static final int ALWAYS = Integer.MAX_VALUE;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration EVENT_DELAY = Duration.ofSeconds(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final DiscordUser discord;
    private final Recoveries recoveries;
    private final Consumer<Violation> violations;

    FaultInjector(DiscordUser discord, Recoveries recoveries, Consumer<Violation> violations) {
        this.discord = discord;
        this.recoveries = recoveries;
        this.violations = violations;
    }

    /** Injects a fault; it lasts until {@link #end}. */
    void inject(FaultKind kind, Child target) throws IOException, InterruptedException {
        switch (kind) {
            case RUNNER_KILLED -> {
                recoveries.faultInjected(kind, target.name(), freezeWhenBusy(target));
                target.kill();
            }
            case DISPATCHER_KILLED, INGEST_KILLED, POSTER_KILLED, BROKER_KILLED ->
                    kill(kind, target);
            case POSTER_KILLED_AFTER_POST -> {
                faults().on(POST_MESSAGE).responseLost(ALWAYS);
                awaitPost();
                kill(kind, target);
                faults().clear();
            }
            case RUNNER_FROZEN ->
                    recoveries.faultInjected(kind, target.name(), freezeWhenBusy(target));
            case DISPATCHER_FROZEN -> {
                recoveries.faultInjected(kind, target.name(), Instant.now());
                target.freeze();
            }
            case RUNNER_RESTARTED, DISPATCHER_RESTARTED, INGEST_RESTARTED, POSTER_RESTARTED -> {
                recoveries.faultInjected(kind, target.name(), Instant.now());
                target.terminate();
                if (!target.awaitEnd(STOP_TIMEOUT)) {
                    violations.accept(
                            new Violation(
                                    target.name(),
                                    "it did not end within %d s of SIGTERM"
                                            .formatted(STOP_TIMEOUT.toSeconds()),
                                    target.log().toString()));
                    target.kill();
                }
            }
            case DISCORD_AWAY -> {
                recoveries.faultInjected(kind, target.name(), Instant.now());
                faults().gatewayRefused(true);
                faults().serverError(503, ALWAYS);
                faults().gatewayDropped();
            }
            case DISCORD_MUTE -> {
                recoveries.faultInjected(kind, target.name(), Instant.now());
                faults().on(POST_MESSAGE).responseLost(ALWAYS);
            }
        }
    }

    /** The fault counts from after the kill: what was done before it is no recovery. */
    private void kill(FaultKind kind, Child target) {
        target.kill();
        recoveries.faultInjected(kind, target.name(), Instant.now());
    }

    /** Ends a fault: starts, unfreezes or repairs what it hit. */
    void end(FaultKind kind, Child target) {
        switch (kind) {
            case RUNNER_KILLED,
                    DISPATCHER_KILLED,
                    INGEST_KILLED,
                    POSTER_KILLED,
                    POSTER_KILLED_AFTER_POST,
                    BROKER_KILLED,
                    RUNNER_RESTARTED,
                    DISPATCHER_RESTARTED,
                    INGEST_RESTARTED,
                    POSTER_RESTARTED -> {
                recoveries.runnerRestarted(target.name(), Instant.now());
                target.start();
            }
            case RUNNER_FROZEN, DISPATCHER_FROZEN -> target.unfreeze();
            case DISCORD_AWAY, DISCORD_MUTE -> faults().clear();
        }
    }

    /** Ends whatever faults Discord still has. */
    void endDiscordFaults() {
        faults().clear();
    }

    /**
     * Freezes a runner while it holds an attempt: without one, the fault would have no effect.
     * Which attempts it holds is known from events, a little later, so it is unfrozen and frozen
     * again if it turns out that it held none.
     *
     * @return when it was frozen
     */
    private Instant freezeWhenBusy(Child runner) {
        long deadline = System.nanoTime() + BUSY_TIMEOUT.toNanos();
        while (true) {
            while (!recoveries.isBusy(runner.name()) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            }
            Instant frozen = Instant.now();
            runner.freeze();
            LockSupport.parkNanos(EVENT_DELAY.toNanos());
            if (recoveries.isBusy(runner.name()) || System.nanoTime() >= deadline) {
                return frozen;
            }
            runner.unfreeze();
        }
    }

    /** Waits for the next message in #results, at most ten seconds. */
    private void awaitPost() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + POST_TIMEOUT.toNanos();
        long before = discord.newestResultId();
        while (discord.newestResultId() == before && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private Faults faults() {
        return discord.emulator().faults();
    }
}
