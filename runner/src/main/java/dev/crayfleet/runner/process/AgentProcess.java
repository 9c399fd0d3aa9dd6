package dev.crayfleet.runner.process;

import dev.crayfleet.runner.executor.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a program to its end, or to ours. When that returns, nothing it started is left. */
public final class AgentProcess {
    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

    /** A final text of 8 MiB, told twice and escaped, still fits. */
    private static final int MOST_OUTPUT = 32 * 1024 * 1024;

    private static final Duration PUMPS = Duration.ofSeconds(5);

    /**
     * What to run.
     *
     * @param environment all of it
     * @param log where everything printed goes, up to {@code logBytes}
     * @param limit after which it is stopped
     * @param grace how long it may then take to end by itself
     * @param name for threads and messages
     */
    public record Command(
            List<String> words,
            Path folder,
            Map<String, String> environment,
            Path log,
            long logBytes,
            Duration limit,
            Duration grace,
            String name) {
        public Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * How it ended.
     *
     * @param exit its code; 128 and more for signals
     * @param printed to its standard output
     * @param lastLine of its standard error
     * @param outOfTime whether it was stopped because of its limit
     * @param stopped why it was stopped otherwise
     */
    public record Ended(
            int exit,
            String printed,
            String lastLine,
            boolean outOfTime,
            Optional<Stop.Request> stopped) {}

    private AgentProcess() {}

    /**
     * @param progress told each line of its standard error
     * @throws IOException if it cannot be started
     */
    public static Ended run(Command command, Stop stop, Consumer<String> progress)
            throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(wrapped(command.words()));
        builder.directory(command.folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.environment().put(ProcessTree.MARK, mark);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        LastLine lastLine = new LastLine(progress);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (OutputLog log = new OutputLog(command.log(), command.logBytes())) {
            Process process = builder.start();
            ProcessTree tree = new ProcessTree(process.toHandle(), mark);
            Thread out =
                    pump(
                            command.name() + "-out",
                            process.getInputStream(),
                            log,
                            (bytes, count) ->
                                    printed.write(
                                            bytes,
                                            0,
                                            Math.min(count, MOST_OUTPUT - printed.size())));
            Thread err =
                    pump(command.name() + "-err", process.getErrorStream(), log, lastLine::accept);
            boolean outOfTime = false;
            Optional<Stop.Request> stopped = Optional.empty();
            try {
                stopped = await(process, stop, command.limit());
                outOfTime = stopped.isEmpty() && process.isAlive();
            } finally {
                // Also after an end of its own: it may have left something behind.
                Duration grace = stopped.map(Stop.Request::grace).orElse(command.grace());
                if (!tree.end(grace)) {
                    LOG.error("{}: processes of it cannot be stopped", command.name());
                }
            }
            finish(out, process.getInputStream());
            finish(err, process.getErrorStream());
            lastLine.end();
            return new Ended(
                    exit(process),
                    printed.toString(StandardCharsets.UTF_8),
                    lastLine.get(),
                    outOfTime,
                    stopped);
        }
    }

    /**
     * In a session of its own, so that Ctrl-C in the runner's terminal does not reach the agent
     * before the runner has decided; and bound to the runner's life, where the system has the
     * programs for that.
     */
    private static List<String> wrapped(List<String> words) {
        List<String> all = new ArrayList<>();
        program("setsid").ifPresent(all::add);
        program("setpriv")
                .ifPresent(setpriv -> all.addAll(List.of(setpriv, "--pdeathsig", "KILL")));
        all.addAll(words);
        return all;
    }

    private static Optional<String> program(String name) {
        return Stream.of("/usr/bin/", "/bin/")
                .map(folder -> folder + name)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }

    private static Optional<Stop.Request> await(Process process, Stop stop, Duration limit)
            throws InterruptedException {
        CompletableFuture<Stop.Request> request = stop.future();
        try {
            CompletableFuture.anyOf(process.onExit(), request)
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException outOfTime) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return process.isAlive() ? stop.requested() : Optional.empty();
    }

    private static int exit(Process process) {
        return process.isAlive() ? 137 : process.exitValue();
    }

    private interface Sink {
        void accept(byte[] bytes, int count);
    }

    private static Thread pump(String name, InputStream from, OutputLog log, Sink sink) {
        return Thread.ofPlatform()
                .name(name)
                .start(() -> {
                    byte[] buffer = new byte[8192];
                    try {
                        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                            sink.accept(buffer, n);
                            log.write(buffer, n);
                        }
                    } catch (IOException e) {
                        LOG.debug("{} ends", name, e);
                    }
                });
    }

    private static void finish(Thread pump, InputStream from)
            throws IOException, InterruptedException {
        if (!pump.join(PUMPS)) {
            // Something out of reach still holds the pipe.
            from.close();
        }
    }
}
