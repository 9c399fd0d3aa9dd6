package dev.crayfleet.cli.supervision;

import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.process.ProcessIdentity;
import dev.crayfleet.agents.safety.Secrets;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the runner of one agent running: starts it again when it fails, each time later, and writes
 * down how it is. Ends when the runner leaves by itself, or is told to stop.
 */
public final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration MIN_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);

    /** A runner that lived longer did not fail at its start. */
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    private static final long LOG_BYTES = 20L * 1024 * 1024;
    private static final int MAX_LINE_CHARS = 16 * 1024;

    /** Of a program that was asked to stop. */
    private static final int SIGTERM_EXIT = 143;

    private final AgentFiles files;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Duration stopTimeout;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Process child;

    // Guarded by this.
    private AgentState state;
    private boolean isWrittenDown;

    /**
     * @param command of the runner
     * @param environment what differs from this process's
     * @param stopTimeout how long the runner may take to end; it drains meanwhile
     */
    public Supervisor(
            AgentFiles files,
            List<String> command,
            Map<String, String> environment,
            Duration stopTimeout) {
        this.files = files;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.stopTimeout = stopTimeout;
        this.state = AgentState.begun(ProcessIdentity.ofThis(), System.currentTimeMillis());
    }

    /**
     * Runs until there is nothing to supervise any more.
     *
     * @throws IOException if nothing can be written down or started
     */
    public void run() throws IOException, InterruptedException {
        Files.createDirectories(files.folder());
        try (FileChannel lock =
                        FileChannel.open(
                                files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                OutputLog log =
                        new OutputLog(files.log(), LOG_BYTES, Secrets.of(System.getenv()))) {
            if (lock.tryLock() == null) {
                throw new IOException("agent %s has a supervisor".formatted(files.name()));
            }
            try {
                keepRunning(log);
            } finally {
                Process left = child;
                if (left != null) {
                    left.destroy();
                }
                files.forget();
            }
        } finally {
            stopped.countDown();
        }
    }

    private void keepRunning(OutputLog log) throws IOException, InterruptedException {
        change(same -> same);
        Duration delay = MIN_DELAY;
        while (stopping.getCount() > 0) {
            long startNanos = System.nanoTime();
            int code = runOnce(log);
            if (stopping.getCount() == 0 || code == 0 || code == SIGTERM_EXIT) {
                return;
            }
            Duration lived = Duration.ofNanos(System.nanoTime() - startNanos);
            delay = lived.compareTo(STABLE_AFTER) > 0 ? MIN_DELAY : delay;
            log.writeLine(
                    "the runner ended with exit code %d; it is started again in %d s"
                            .formatted(code, delay.toSeconds()));
            boolean unused = stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS);
            delay = delay.multipliedBy(2);
            delay = delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay;
        }
    }

    private int runOnce(OutputLog log) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            change(each -> each.ended("its runner cannot be started: " + e.getMessage()));
            return -1;
        }
        child = started;
        if (stopping.getCount() == 0) {
            started.destroy();
        }
        change(each ->
                each.started(ProcessIdentity.of(started.pid()), port, System.currentTimeMillis()));
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = readLine(lines); line != null; line = readLine(lines)) {
                log.writeLine(line);
                String read = line;
                change(each -> RunnerLines.after(each, read));
            }
        }
        int code = started.waitFor();
        child = null;
        change(each ->
                each.ended(
                        each.lastError() == null
                                ? "it ended with exit code %d".formatted(code)
                                : each.lastError()));
        return code;
    }

    /** A part of it where it is very long; null at the end. */
    private static @Nullable String readLine(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int each = in.read();
        if (each < 0) {
            return null;
        }
        while (each >= 0 && each != '\n') {
            line.append((char) each);
            if (line.length() >= MAX_LINE_CHARS) {
                break;
            }
            each = in.read();
        }
        return line.toString();
    }

    /** A disk that is full does not end the runner. */
    private synchronized void change(UnaryOperator<AgentState> change) {
        AgentState changed = change.apply(state);
        boolean isWritten = changed.equals(state) && isWrittenDown;
        state = changed;
        if (!isWritten) {
            try {
                files.write(changed);
                isWrittenDown = true;
            } catch (IOException e) {
                isWrittenDown = false;
                LOG.warn("what runs for {} cannot be written down", files.name(), e);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Has the runner drain and end, and waits for that. For a thread of its own. */
    public void stop() {
        stopping.countDown();
        Process running = child;
        try {
            if (running != null) {
                running.destroy();
                if (!running.waitFor(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.destroyForcibly();
                }
            }
            boolean unused = stopped.await(MIN_DELAY.toMillis() * 5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
