package dev.crayfleet.agents.process;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program to its end, or to ours. When that returns, nothing it started is left. */
public final class AgentProcess {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

    /** Who answers says so at the end; and many loud agents at once are to fit into the memory. */
    static final int MOST_OUTPUT = 4 * 1024 * 1024;

    private static final Duration PUMPS = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofSeconds(1);

    /**
     * What to run.
     *
     * @param environment all of it
     * @param log where everything printed goes, up to {@code logBytes}
     * @param name for threads and messages
     * @param secrets that are masked in its log
     * @param onStart told what was started, before it is waited for
     */
    public record Command(
            List<String> words,
            Path folder,
            Map<String, String> environment,
            Path log,
            long logBytes,
            Patience patience,
            ResourceLimits confinement,
            String name,
            Secrets secrets,
            Consumer<LaunchedProcess> onStart) {
        public Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * @param limit after which it is stopped
     * @param silence without output, after which it is stopped; zero for never
     * @param grace how long it may then take to end by itself
     */
    public record Patience(Duration limit, Duration silence, Duration grace) {}

    /** Why it was not left to end by itself. */
    public sealed interface Cut {
        record Asked(CancellationToken.Request request) implements Cut {}

        record OutOfTime() implements Cut {}

        record Silent(Duration time) implements Cut {}

        /**
         * @param what a sentence for people
         */
        record TooBig(String what) implements Cut {}
    }

    /**
     * How it ended.
     *
     * @param exit its code; 128 and more for signals
     * @param printed to its standard output: the end of it, up to 4 MiB
     * @param dropped bytes that it printed before those
     * @param lastLine of its standard error
     * @param cut absent where it ended by itself
     */
    public record Ended(
            int exit, String printed, long dropped, String lastLine, @Nullable Cut cut) {
        /**
         * @param had the time that the task allows
         * @return empty where it ended by itself
         */
        public Optional<Failed> failure(Duration had) {
            return switch (cut) {
                case null -> Optional.empty();
                case Cut.Asked(CancellationToken.Request request) ->
                        Optional.of(Failed.of(request.kind(), request.reason()));
                case Cut.OutOfTime() ->
                        Optional.of(
                                Failed.of(
                                        FailureKind.TIMEOUT,
                                        "The agent was stopped: it had its %d s. More time is given with [timeout:10m]."
                                                .formatted(had.toSeconds())));
                case Cut.Silent(Duration time) ->
                        Optional.of(
                                Failed.of(
                                        FailureKind.TIMEOUT,
                                        "The agent was stopped: it printed nothing for %d s."
                                                .formatted(time.toSeconds())));
                case Cut.TooBig(String what) ->
                        Optional.of(
                                Failed.of(
                                        FailureKind.AGENT_ERROR, "The agent was stopped: " + what));
            };
        }
    }

    private final Command command;
    private final LaunchedProcess launch;
    private final long began = System.nanoTime();
    private volatile long lastHeard = began;

    private AgentProcess(Command command, LaunchedProcess launch) {
        this.command = command;
        this.launch = launch;
    }

    /**
     * @param progress told each line of its standard error
     * @throws IOException if it cannot be started
     */
    public static Ended run(Command command, CancellationToken stop, Consumer<String> progress)
            throws IOException, InterruptedException {
        try (OutputLog log = new OutputLog(command.log(), command.logBytes(), command.secrets())) {
            LaunchedProcess launch =
                    LaunchedProcess.start(
                            command.words(),
                            command.folder(),
                            command.environment(),
                            command.confinement(),
                            false);
            return new AgentProcess(command, launch).follow(log, stop, progress);
        }
    }

    private Ended follow(OutputLog log, CancellationToken stop, Consumer<String> progress)
            throws IOException, InterruptedException {
        Process process = launch.process();
        LastLine lastLine = new LastLine(progress);
        OutputTail printed = new OutputTail(MOST_OUTPUT);
        List<Pump> pumps = new ArrayList<>();
        Cut cut = null;
        try {
            // A machine that is full may have no threads left for them.
            pumps.add(pump("out", process.getInputStream(), log, printed::write));
            pumps.add(pump("err", process.getErrorStream(), log, lastLine::accept));
            command.onStart().accept(launch);
            cut = await(stop);
        } finally {
            // Also after an end of its own: it may have left something behind.
            Duration grace =
                    cut instanceof Cut.Asked(CancellationToken.Request request)
                            ? request.grace()
                            : command.patience().grace();
            if (!launch.tree().end(grace)) {
                LOG.error("{}: processes of it cannot be stopped", command.name());
            }
        }
        for (Pump each : pumps) {
            each.finish();
        }
        lastLine.end();
        // It has ended by now, but this process may not have been told.
        boolean told = process.waitFor(PUMPS.toNanos(), TimeUnit.NANOSECONDS);
        int exit = told ? process.exitValue() : 137;
        if (cut == null) {
            cut = command.confinement().excess(exit).map(Cut.TooBig::new).orElse(null);
        }
        return new Ended(exit, printed.text(), printed.dropped(), lastLine.get(), cut);
    }

    /** Until it ends, or has to. */
    private @Nullable Cut await(CancellationToken stop) throws InterruptedException {
        Process process = launch.process();
        CompletableFuture<?> either = CompletableFuture.anyOf(process.onExit(), stop.future());
        while (true) {
            try {
                either.get(left().toNanos(), TimeUnit.NANOSECONDS);
                return process.isAlive()
                        ? stop.requested().<Cut>map(Cut.Asked::new).orElse(null)
                        : null;
            } catch (TimeoutException look) {
                Cut due = due();
                if (due != null) {
                    return due;
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Until the next look at it. */
    private Duration left() {
        Duration left = command.patience().limit().minus(since(began));
        Duration silence = command.patience().silence();
        if (silence.isPositive()) {
            left = shorter(left, silence.minus(since(lastHeard)));
        }
        if (command.confinement().watched()) {
            left = shorter(left, WATCH);
        }
        return left.isNegative() ? Duration.ZERO : left;
    }

    private @Nullable Cut due() {
        Patience patience = command.patience();
        if (since(began).compareTo(patience.limit()) >= 0) {
            return new Cut.OutOfTime();
        }
        if (patience.silence().isPositive()
                && since(lastHeard).compareTo(patience.silence()) >= 0) {
            return new Cut.Silent(patience.silence());
        }
        return command.confinement().excess(launch.tree().size()).map(Cut.TooBig::new).orElse(null);
    }

    private static Duration since(long then) {
        return Duration.ofNanos(System.nanoTime() - then);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private interface Sink {
        void accept(byte[] bytes, int count);
    }

    /** Reads on whatever happens: an agent whose output nobody takes would stand still. */
    private Pump pump(String what, InputStream from, OutputLog log, Sink sink) {
        String name = command.name() + "-" + what;
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .start(() -> {
                            byte[] buffer = new byte[8192];
                            try {
                                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                                    lastHeard = System.nanoTime();
                                    sink.accept(buffer, n);
                                    log.write(buffer, n);
                                }
                            } catch (IOException e) {
                                LOG.debug("{} ends", name, e);
                            }
                        });
        return new Pump(thread, from);
    }

    private record Pump(Thread thread, InputStream from) {
        void finish() throws IOException, InterruptedException {
            if (!thread.join(PUMPS)) {
                // Something out of reach still holds the pipe.
                from.close();
            }
        }
    }
}
