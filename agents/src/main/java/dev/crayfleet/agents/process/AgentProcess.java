package dev.crayfleet.agents.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a program until it ends or has to be stopped. When that returns, nothing it started is left.
 */
public final class AgentProcess {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

    /**
     * An answer comes at the end of the output; and many agents at once have to fit into memory.
     */
    static final int MAX_STDOUT_BYTES = 4 * 1024 * 1024;

    /** How long what is printed may be read on after the process has ended. */
    private static final Duration PUMP_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LIMIT_CHECK_INTERVAL = Duration.ofSeconds(1);

    /** What a shell says of a process that was killed. */
    private static final int KILLED_EXIT_CODE = 137;

    private final AgentCommand command;
    private final LaunchedProcess launched;
    private final long startNanos = System.nanoTime();
    private volatile long lastOutputNanos = startNanos;

    private AgentProcess(AgentCommand command, LaunchedProcess launched) {
        this.command = command;
        this.launched = launched;
    }

    /**
     * @param progress told each line of its standard error
     * @throws IOException if it cannot be started
     */
    public static ProcessResult run(
            AgentCommand command, CancellationToken cancellation, Consumer<String> progress)
            throws IOException, InterruptedException {
        AgentCommand.LogFile file = command.log();
        try (OutputLog log = new OutputLog(file.path(), file.maxBytes(), file.secrets())) {
            AgentCommand.Program program = command.program();
            LaunchedProcess launched =
                    LaunchedProcess.start(
                            program.words(),
                            program.folder(),
                            program.environment(),
                            command.limits(),
                            false);
            return new AgentProcess(command, launched).follow(log, cancellation, progress);
        }
    }

    private ProcessResult follow(
            OutputLog log, CancellationToken cancellation, Consumer<String> progress)
            throws IOException, InterruptedException {
        Process process = launched.process();
        LastLine lastErrorLine = new LastLine(progress);
        OutputTail stdout = new OutputTail(MAX_STDOUT_BYTES);
        List<StreamPump> pumps = new ArrayList<>();
        StopCause stopCause = null;
        try {
            // A machine that is full may have no threads left for them.
            pumps.add(pump("out", process.getInputStream(), log, stdout::write));
            pumps.add(pump("err", process.getErrorStream(), log, lastErrorLine::accept));
            command.onStart().accept(launched);
            stopCause = await(cancellation);
        } finally {
            command.onEnd().run();
            // Also when it ended by itself, because it may have left processes behind.
            if (!launched.tree().end(killGrace(stopCause))) {
                LOG.error("{}: processes of it cannot be stopped", command.name());
            }
        }
        for (StreamPump each : pumps) {
            each.finish(PUMP_TIMEOUT);
        }
        lastErrorLine.end();
        // It has ended by now, but the system may not have told this process yet.
        boolean exited = process.waitFor(PUMP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        int exitCode = exited ? process.exitValue() : KILLED_EXIT_CODE;
        if (stopCause == null) {
            stopCause =
                    command.limits()
                            .excess(exitCode)
                            .map(StopCause.LimitExceeded::new)
                            .orElse(null);
        }
        return new ProcessResult(
                exitCode, stdout.text(), stdout.droppedBytes(), lastErrorLine.get(), stopCause);
    }

    private StreamPump pump(String stream, InputStream from, OutputLog log, StreamPump.Sink sink) {
        return StreamPump.start(
                command.name() + "-" + stream,
                from,
                (bytes, count) -> {
                    lastOutputNanos = System.nanoTime();
                    sink.accept(bytes, count);
                    log.write(bytes, count);
                });
    }

    private Duration killGrace(@Nullable StopCause stopCause) {
        return stopCause instanceof StopCause.Cancelled(CancellationToken.Request request)
                ? request.grace()
                : command.timeouts().killGrace();
    }

    /** Waits until it ends, or has to be stopped. */
    private @Nullable StopCause await(CancellationToken cancellation) throws InterruptedException {
        Process process = launched.process();
        CompletableFuture<?> exitOrCancellation =
                CompletableFuture.anyOf(process.onExit(), cancellation.future());
        while (true) {
            try {
                exitOrCancellation.get(untilNextCheck().toNanos(), TimeUnit.NANOSECONDS);
                return process.isAlive()
                        ? cancellation
                                .requested()
                                .<StopCause>map(StopCause.Cancelled::new)
                                .orElse(null)
                        : null;
            } catch (TimeoutException timeToCheck) {
                StopCause due = findStopCause();
                if (due != null) {
                    return due;
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Duration untilNextCheck() {
        Duration left = command.timeouts().total().minus(since(startNanos));
        Duration silence = command.timeouts().silence();
        if (silence.isPositive()) {
            left = shorter(left, silence.minus(since(lastOutputNanos)));
        }
        if (command.limits().isWatched()) {
            left = shorter(left, LIMIT_CHECK_INTERVAL);
        }
        return left.isNegative() ? Duration.ZERO : left;
    }

    private @Nullable StopCause findStopCause() {
        ProcessTimeouts timeouts = command.timeouts();
        if (since(startNanos).compareTo(timeouts.total()) >= 0) {
            return new StopCause.TimedOut();
        }
        if (timeouts.silence().isPositive()
                && since(lastOutputNanos).compareTo(timeouts.silence()) >= 0) {
            return new StopCause.SilenceTimedOut(timeouts.silence());
        }
        return command.limits()
                .excess(launched.tree().size())
                .map(StopCause.LimitExceeded::new)
                .orElse(null);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
