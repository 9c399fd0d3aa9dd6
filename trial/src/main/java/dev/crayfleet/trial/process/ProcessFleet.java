package dev.crayfleet.trial.process;

import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.runner.RunnerApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker and the services, each in a JVM of its own, at addresses that stay the same however
 * often they are killed. All of it dies with this JVM.
 *
 * <p>What is added is not started: {@link Child#start} and {@link Child#awaitHealthy} do that, so
 * that several may start at once. Stages need the broker to be well first.
 */
public final class ProcessFleet implements AutoCloseable {
    private static final int BROKER_MB = 768;
    private static final int DISPATCHER_MB = 512;
    private static final int STAGE_MB = 192;

    /** As the launcher starts a local fleet. */
    private static final List<String> ONE_COMPILER = List.of("-XX:TieredStopAtLevel=1");

    /** As the launcher starts all but the dispatcher. */
    private static final List<String> LEAN = List.of("-Xms32m", "-XX:TieredStopAtLevel=1");

    private final Path folder;
    private final Ports ports = new Ports();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Deque<Child> children = new ArrayDeque<>();
    private final Map<String, String> shared = new HashMap<>();
    private final Thread hook;
    private final Child broker;
    private final String bootstrap;

    private ProcessFleet(Path folder, Map<String, String> shared) {
        this.folder = folder;
        this.shared.putAll(shared);
        int port = ports.next();
        this.bootstrap = "127.0.0.1:" + port;
        this.shared.put("kafka.bootstrap.servers", bootstrap);
        this.hook = Thread.ofPlatform().name("fleet-stop").unstarted(this::killAll);
        Runtime.getRuntime().addShutdownHook(hook);
        int healthPort = ports.next();
        this.broker =
                add(
                        new ChildPlan(
                                "broker",
                                BrokerApp.class,
                                List.of(
                                        folder.resolve("kafka").toAbsolutePath().toString(),
                                        Integer.toString(port),
                                        Integer.toString(healthPort)),
                                BROKER_MB,
                                List.of(),
                                Map.of(),
                                health(healthPort)));
    }

    /**
     * Nothing of it runs yet.
     *
     * @param folder for data and logs; made if it is not there
     * @param shared settings of every stage
     */
    public static ProcessFleet in(Path folder, Map<String, String> shared) {
        try {
            return new ProcessFleet(Files.createDirectories(folder), shared);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be used", e);
        }
    }

    /** The settings by which ingest and poster take the emulator for Discord. */
    public static Map<String, String> discord(DiscordEmulator emulator) {
        return Map.of(
                "discord.token", emulator.botToken(),
                "discord.api-url", emulator.apiUrl(),
                "discord.gateway-url", emulator.gatewayUrl(),
                "discord.guild-id", emulator.guildId(),
                "discord.task-queue-channel", emulator.channelId("task-queue"),
                "discord.results-channel", emulator.channelId("results"),
                "discord.worker-pool-channel", emulator.channelId("worker-pool"));
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return bootstrap;
    }

    public Child broker() {
        return broker;
    }

    public Child ingest(String name, Map<String, String> settings) {
        return stage(name, IngestApp.class, STAGE_MB, LEAN, settings);
    }

    public Child dispatcher(String name, Map<String, String> settings) {
        return stage(name, DispatcherApp.class, DISPATCHER_MB, settings);
    }

    public Child runner(String name, Map<String, String> settings) {
        return runner(name, STAGE_MB, settings);
    }

    /**
     * @param heapMb at most, in MiB
     */
    public Child runner(String name, int heapMb, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("crayfleet.runner.id", name);
        return runners(name, RunnerApp.class, heapMb, all);
    }

    /**
     * @param main of a process in which runners are
     * @param heapMb at most, in MiB
     */
    public Child runners(String name, Class<?> main, int heapMb, Map<String, String> settings) {
        return stage(name, main, heapMb, LEAN, settings);
    }

    public Child poster(String name, Map<String, String> settings) {
        return stage(name, PosterApp.class, STAGE_MB, LEAN, settings);
    }

    /**
     * Any of them, or another main that answers {@code /health} at {@code micronaut.server.port}.
     *
     * @param heapMb at most, in MiB
     */
    public Child stage(String name, Class<?> main, int heapMb, Map<String, String> settings) {
        return stage(name, main, heapMb, List.of(), settings);
    }

    private Child stage(
            String name,
            Class<?> main,
            int heapMb,
            List<String> options,
            Map<String, String> settings) {
        int port = ports.next();
        Map<String, String> all = new HashMap<>(shared);
        all.put("micronaut.server.port", Integer.toString(port));
        all.putAll(settings);
        return add(new ChildPlan(name, main, List.of(), heapMb, options, all, health(port)));
    }

    /**
     * A command that writes the line {@code READY} when it is well, and knows nothing of this
     * broker.
     *
     * @param main it, with its arguments
     * @param heapMb at most, in MiB
     */
    public Child command(String name, Class<?> main, List<String> arguments, int heapMb) {
        return add(new ChildPlan(name, main, arguments, heapMb, ONE_COMPILER, Map.of(), null));
    }

    /**
     * Where a stage's HTTP is, {@code http://127.0.0.1:port}.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static URI url(Child stage) {
        URI health = stage.plan().health();
        if (health == null) {
            throw new IllegalArgumentException(stage.name() + " has no HTTP of its own");
        }
        return health.resolve("/");
    }

    /** Kills what runs. */
    @Override
    public void close() {
        killAll();
        http.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Then it has been called, or will be.
        }
    }

    private synchronized Child add(ChildPlan plan) {
        Child child = new Child(plan, folder, http);
        children.push(child);
        return child;
    }

    private synchronized void killAll() {
        children.forEach(Child::close);
    }

    private static URI health(int port) {
        return URI.create("http://127.0.0.1:" + port + "/health");
    }
}
