package dev.crayfleet.runner.run;

import dev.crayfleet.agents.workspace.LogReader;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers people who want to see what an agent prints. Owns a thread, which is there only while
 * somebody asks: a disk that hangs must hold up nothing else. A question that cannot be answered is
 * left unanswered, because people ask again.
 */
final class LogAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogAnswers.class);
    private static final int MAX_WAITING = 16;
    private static final long IDLE_SECONDS = 10;

    private final RunnerState state;
    private final Outbox outbox;
    private final Clock clock;
    private final ThreadPoolExecutor thread;

    /**
     * @param name of the runner, for the thread
     */
    LogAnswers(RunnerState state, Outbox outbox, Clock clock, String name) {
        this.state = state;
        this.outbox = outbox;
        this.clock = clock;
        this.thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name(name + "-logs").daemon().factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. */
    void answer(LogRequested requested) {
        Optional<RunningAttempt> running = state.running(requested.attempt(), requested.holder());
        if (running.isEmpty()) {
            LOG.debug("{} does not run here; its log was asked for", requested.attempt());
            return;
        }
        try {
            thread.execute(() -> read(running.get(), requested));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // More questions than people ask, or a machine that has no threads left.
            LOG.debug("task {}: its log is not read: {}", requested.attempt(), e.toString());
        }
    }

    private void read(RunningAttempt attempt, LogRequested requested) {
        try {
            LogReader.Part part = attempt.readLog(requested.after());
            var unused =
                    outbox.send(
                            new LogAnswered(
                                    requested.pool(),
                                    requested.holder(),
                                    requested.attempt(),
                                    requested.request(),
                                    part.from(),
                                    part.to(),
                                    part.text(),
                                    clock.instant()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("task {}: its log cannot be read: {}", requested.attempt(), e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
