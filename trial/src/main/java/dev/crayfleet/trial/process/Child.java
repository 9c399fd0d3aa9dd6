package dev.crayfleet.trial.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own that may be killed, frozen and started again, and dies with this one. Safe for
 * use by many threads. It works in a folder of its own, {@code <folder>/<name>}; what it says is
 * added to {@code <folder>/<name>.log}.
 */
public final class Child implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration DIES_WITHIN = Duration.ofSeconds(20);

    /** All that a child sees of the environment: settings of this machine's user are not its. */
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "LANG", "LC_ALL", "JAVA_HOME");

    private final ChildPlan plan;
    private final Path folder;
    private final Path log;
    private final HttpClient http;
    private @Nullable Process process;
    private int starts;

    Child(ChildPlan plan, Path folder, HttpClient http) {
        this.plan = plan;
        this.folder = folder.resolve(plan.name()).toAbsolutePath();
        this.log = folder.resolve(plan.name() + ".log").toAbsolutePath();
        this.http = http;
    }

    public String name() {
        return plan.name();
    }

    public ChildPlan plan() {
        return plan;
    }

    /** Where it works. */
    public Path folder() {
        return folder;
    }

    /** Where what it says is kept, of all its lives. */
    public Path log() {
        return log;
    }

    /** How often it was started. */
    public synchronized int starts() {
        return starts;
    }

    public synchronized boolean running() {
        return process != null && process.isAlive();
    }

    /**
     * @throws IllegalStateException if it does not run
     */
    public synchronized long pid() {
        return alive().pid();
    }

    /**
     * Starts it, and does not wait until it is well.
     *
     * @throws IllegalStateException if it runs already
     */
    public synchronized void start() {
        if (running()) {
            throw new IllegalStateException(plan.name() + " runs already");
        }
        try {
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            ProcessBuilder builder =
                    new ProcessBuilder(command(temporary))
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(INHERITED);
            process = builder.start();
            starts++;
        } catch (IOException e) {
            throw new UncheckedIOException(plan.name() + " cannot be started", e);
        }
    }

    /**
     * Waits until it says that it is well.
     *
     * @throws IllegalStateException saying where its log is, if it ends or the time is over
     */
    public void awaitHealthy(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!healthy()) {
            if (!running()) {
                throw new IllegalStateException(plan.name() + " has ended; see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%s is not well after %d s; see %s"
                                .formatted(plan.name(), limit.toSeconds(), log));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for " + plan.name());
            }
        }
    }

    /** Whether it answers, and says that it is well. */
    public boolean healthy() {
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

    /** As a power cut would, for this process; returns when it is gone. */
    public synchronized void kill() {
        Process now = alive();
        now.destroyForcibly();
        awaitEnd(now, DIES_WITHIN);
    }

    /** SIGSTOP: it is there and does nothing, until {@link #thaw}. */
    public synchronized void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public synchronized void thaw() {
        signal("CONT");
    }

    /** SIGTERM, as a service manager would; does not wait. */
    public synchronized void terminate() {
        // Not Process.destroy(), which closes the child's input and so cuts its tether.
        alive().toHandle().destroy();
    }

    /**
     * Waits until it is gone.
     *
     * @return whether it went within the limit
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
        if (running()) {
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
            if (!ended(sent, DIES_WITHIN) || sent.exitValue() != 0) {
                throw new IllegalStateException(
                        "SIG%s did not reach %s".formatted(name, plan.name()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(Path temporary) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:MaxNewSize=48m",
                        "-Xmx" + plan.heapMb() + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dlogback.configurationFile=logback-child.xml"));
        command.addAll(plan.options());
        plan.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(setting ->
                        command.add("-D%s=%s".formatted(setting.getKey(), setting.getValue())));
        command.addAll(
                List.of("-cp", classPath(), ParentWatchdog.class.getName(), plan.main().getName()));
        command.addAll(plan.arguments());
        return command;
    }

    /** Ours, in absolute terms: the child works elsewhere. */
    private static String classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
