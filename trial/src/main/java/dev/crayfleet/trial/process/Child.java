package dev.crayfleet.trial.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM that may be killed, frozen and started again, and ends with this one. It works in
 * {@code <folder>/<name>}, and its output is appended to {@code <folder>/<name>.log}. Safe for use
 * by many threads.
 */
public final class Child implements AutoCloseable {
    private static final Duration HEALTH_INTERVAL = Duration.ofMillis(100);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(20);

    private final ChildPlan plan;
    private final Path folder;
    private final Path log;
    private final HttpClient http;
    private final @Nullable UnpackedVersion first;
    private @Nullable Process process;
    private int starts;

    /**
     * @param first the version of its first start; absent where that is this one, as all others are
     */
    Child(ChildPlan plan, Path folder, HttpClient http, @Nullable UnpackedVersion first) {
        this.plan = plan;
        this.folder = folder.resolve(plan.name()).toAbsolutePath();
        this.log = folder.resolve(plan.name() + ".log").toAbsolutePath();
        this.http = http;
        this.first = first;
    }

    public String name() {
        return plan.name();
    }

    public ChildPlan plan() {
        return plan;
    }

    /** Its working directory. */
    public Path folder() {
        return folder;
    }

    /** The file with its output, of all its starts. */
    public Path log() {
        return log;
    }

    /** How often it was started. */
    public synchronized int starts() {
        return starts;
    }

    /** Whether it was started with another version, and has not been started again since. */
    public synchronized boolean isOfOtherVersion() {
        return first != null && starts <= 1;
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /**
     * @throws IllegalStateException if it does not run
     */
    public synchronized long pid() {
        return alive().pid();
    }

    /**
     * Starts it, and does not wait until it is healthy.
     *
     * @throws IllegalStateException if it runs already
     */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(plan.name() + " runs already");
        }
        try {
            String classPath =
                    first != null && starts == 0 ? first.classPath() : ChildCommand.classPath();
            process = ChildCommand.of(plan, classPath, folder, log).start();
            starts++;
        } catch (IOException e) {
            throw new UncheckedIOException(plan.name() + " cannot be started", e);
        }
    }

    /**
     * Waits until it is healthy.
     *
     * @throws IllegalStateException that names its log, if it ends or the limit is over
     */
    public void awaitHealthy(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isHealthy()) {
            if (!isRunning()) {
                throw new IllegalStateException(plan.name() + " has ended; see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%s is not well after %d s; see %s"
                                .formatted(plan.name(), limit.toSeconds(), log));
            }
            LockSupport.parkNanos(HEALTH_INTERVAL.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for " + plan.name());
            }
        }
    }

    /** Whether its health check answers 200, or it has printed {@code READY}. */
    public boolean isHealthy() {
        URI health = plan.health();
        try {
            if (health == null) {
                return Files.readString(log).lines().anyMatch("READY"::equals);
            }
            HttpRequest request =
                    HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends SIGKILL and waits for its end. */
    public synchronized void kill() {
        Process now = alive();
        now.destroyForcibly();
        awaitEnd(now, KILL_TIMEOUT);
    }

    /** Sends SIGSTOP: it keeps its memory and sockets, and does nothing until {@link #unfreeze}. */
    public synchronized void freeze() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public synchronized void unfreeze() {
        signal("CONT");
    }

    /** Sends SIGTERM, as a service manager would; does not wait. */
    public synchronized void terminate() {
        // Not Process.destroy(): it closes the child's input, on which ParentWatchdog halts it.
        alive().toHandle().destroy();
    }

    /**
     * Waits until it has ended.
     *
     * @return whether it ended within the limit
     */
    public boolean awaitEnd(Duration limit) {
        Process now;
        synchronized (this) {
            now = process;
        }
        return now == null || ended(now, limit);
    }

    /** Kills it, if it runs. */
    @Override
    public synchronized void close() {
        if (isRunning()) {
            kill();
        }
    }

    private Process alive() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(plan.name() + " does not run; see " + log);
        }
        return process;
    }

    private void awaitEnd(Process which, Duration limit) {
        if (!ended(which, limit)) {
            throw new IllegalStateException(plan.name() + " does not die");
        }
    }

    private static boolean ended(Process which, Duration limit) {
        try {
            return which.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !which.isAlive();
        }
    }

    private void signal(String name) {
        long pid = alive().pid();
        try {
            Process sent =
                    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
            if (!ended(sent, KILL_TIMEOUT) || sent.exitValue() != 0) {
                throw new IllegalStateException(
                        "SIG%s did not reach %s".formatted(name, plan.name()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
