package dev.crayfleet.trial.storm;

import dev.crayfleet.emulator.Faults;
import dev.crayfleet.trial.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** How each kind of fault is done and undone. */
final class FaultInjector {
    private static final String POSTS = "POST /channels/{channel_id}/messages";
    private static final int ALL_OF_THEM = Integer.MAX_VALUE;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    private static final Duration POSTS_WITHIN = Duration.ofSeconds(10);
    private static final Duration WORKS_WITHIN = Duration.ofSeconds(20);
    private static final Duration EVENTS_TAKE = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final DiscordUser discord;
    private final Recoveries recoveries;
    private final Consumer<Violation> sink;

    FaultInjector(DiscordUser discord, Recoveries recoveries, Consumer<Violation> sink) {
        this.discord = discord;
        this.recoveries = recoveries;
        this.sink = sink;
    }

    /** Does it; what lasts lasts until {@link #undo}. */
    void inflict(FaultKind kind, Child target) throws IOException, InterruptedException {
        switch (kind) {
            case RUNNER_KILLED -> {
                recoveries.hit(kind, target.name(), freezeAtWork(target));
                target.kill();
            }
            case DISPATCHER_KILLED, INGEST_KILLED, POSTER_KILLED, BROKER_KILLED ->
                    kill(kind, target);
            case POSTER_KILLED_AFTER_POST -> {
                faults().on(POSTS).responseLost(ALL_OF_THEM);
                awaitPost();
                kill(kind, target);
                faults().clear();
            }
            case RUNNER_FROZEN -> recoveries.hit(kind, target.name(), freezeAtWork(target));
            case DISPATCHER_FROZEN -> {
                recoveries.hit(kind, target.name(), Instant.now());
                target.freeze();
            }
            case RUNNER_RESTARTED, DISPATCHER_RESTARTED, INGEST_RESTARTED, POSTER_RESTARTED -> {
                recoveries.hit(kind, target.name(), Instant.now());
                target.terminate();
                if (!target.awaitEnd(STOPS_WITHIN)) {
                    sink.accept(
                            new Violation(
                                    target.name(),
                                    "it did not end within %d s of SIGTERM"
                                            .formatted(STOPS_WITHIN.toSeconds()),
                                    target.log().toString()));
                    target.kill();
                }
            }
            case DISCORD_AWAY -> {
                recoveries.hit(kind, target.name(), Instant.now());
                faults().gatewayRefused(true);
                faults().serverError(503, ALL_OF_THEM);
                faults().gatewayDropped();
            }
            case DISCORD_MUTE -> {
                recoveries.hit(kind, target.name(), Instant.now());
                faults().on(POSTS).responseLost(ALL_OF_THEM);
            }
        }
    }

    /** What it did in its last moment is no sign of life. */
    private void kill(FaultKind kind, Child target) {
        target.kill();
        recoveries.hit(kind, target.name(), Instant.now());
    }

    /** Puts it right again. */
    void undo(FaultKind kind, Child target) {
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
                recoveries.restarted(target.name(), Instant.now());
                target.start();
            }
            case RUNNER_FROZEN, DISPATCHER_FROZEN -> target.thaw();
            case DISCORD_AWAY, DISCORD_MUTE -> faults().clear();
        }
    }

    /** Discord is well again, whatever was being done to it. */
    void end() {
        faults().clear();
    }

    /**
     * A runner that has nothing has nothing to lose, and what it has is known a little later, from
     * events. So it is stopped, and goes on if it turns out that it had nothing.
     *
     * @return when it was stopped
     */
    private Instant freezeAtWork(Child runner) {
        long deadline = System.nanoTime() + WORKS_WITHIN.toNanos();
        while (true) {
            while (!recoveries.isBusy(runner.name()) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
            Instant frozen = Instant.now();
            runner.freeze();
            LockSupport.parkNanos(EVENTS_TAKE.toNanos());
            if (recoveries.isBusy(runner.name()) || System.nanoTime() >= deadline) {
                return frozen;
            }
            runner.thaw();
        }
    }

    /** The next message in #results, or not too long. */
    private void awaitPost() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + POSTS_WITHIN.toNanos();
        long before = discord.newest();
        while (discord.newest() == before && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private Faults faults() {
        return discord.emulator().faults();
    }
}
