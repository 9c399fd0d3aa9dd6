package dev.crayfleet.trial.bench;

import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.trial.measure.ProcessHttp;
import dev.crayfleet.trial.process.ProcessFleet;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** HTTP requests to the dispatcher and the runner host of a benchmark. */
final class FleetClient implements AutoCloseable {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final URI dispatcher;
    private final URI runnerHost;
    private final ProcessHttp http = new ProcessHttp();

    FleetClient(BenchFleet fleet) {
        this.dispatcher = ProcessFleet.url(fleet.dispatcher());
        this.runnerHost = ProcessFleet.url(fleet.runnerHost());
    }

    /** Starts a runner of this name, and stops the one before. */
    void join(RunnerId runner) throws InterruptedException {
        http.get(runnerHost.resolve("/join?" + runner));
    }

    /** Drains and stops the runner. */
    void leave() throws InterruptedException {
        http.get(runnerHost.resolve("/leave"));
    }

    FailureCounts failures() throws InterruptedException {
        return FailureCounts.of(meters());
    }

    /**
     * Waits until the dispatcher has so many queued tasks.
     *
     * @throws IllegalStateException if it has not within the limit
     */
    void awaitQueued(int tasks, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (ProcessHttp.meter(meters(), "crayfleet_tasks", "state=\"queued\"") != tasks) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the dispatcher does not come to know of %,d tasks".formatted(tasks));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private String meters() throws InterruptedException {
        return http.get(dispatcher.resolve("/prometheus"));
    }

    @Override
    public void close() {
        http.close();
    }
}
