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
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker and the services, each in a JVM of its own, at addresses that stay the same over
 * restarts. All of them end with this JVM.
 *
 * <p>The methods that add a process do not start it: {@link Child#start} and {@link
 * Child#awaitHealthy} do that, so that several may start at once. The broker has to be healthy
 * before a stage is started.
 */
public final class ProcessFleet implements AutoCloseable {
    private static final int BROKER_HEAP_MB = 768;
    private static final int DISPATCHER_HEAP_MB = 512;
    private static final int STAGE_HEAP_MB = 192;

    /** JVM options with which the launcher starts a local fleet. */
    private static final List<String> FAST_START_OPTIONS = List.of("-XX:TieredStopAtLevel=1");

    /** JVM options with which the launcher starts all stages but the dispatcher. */
    private static final List<String> SMALL_HEAP_OPTIONS =
            List.of("-Xms32m", "-XX:TieredStopAtLevel=1");

    private final Path folder;

    /** Of brokers and dispatchers, which work all the time. */
    private final List<String> busyOptions;

    private final Ports ports = new Ports();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Deque<Child> children = new ArrayDeque<>();
    private final Map<String, String> sharedSettings = new HashMap<>();
    private final Thread shutdownHook;
    private final List<Child> brokers = new ArrayList<>();
    private final String bootstrap;
    private @Nullable UnpackedVersion first;

    private ProcessFleet(
            Path folder,
            KafkaPlan kafka,
            Map<String, String> sharedSettings,
            List<String> busyOptions) {
        this.folder = folder;
        this.busyOptions = busyOptions;
        this.sharedSettings.putAll(sharedSettings);
        this.shutdownHook = Thread.ofPlatform().name("fleet-stop").unstarted(this::killAll);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        this.bootstrap =
                switch (kafka) {
                    case KafkaPlan.Own own -> addBrokers(own.brokers());
                    case KafkaPlan.External external -> external.bootstrap();
                };
        this.sharedSettings.put("kafka.bootstrap.servers", bootstrap);
        this.sharedSettings.put("crayfleet.replication", Integer.toString(kafka.replication()));
    }

    private String addBrokers(int count) {
        List<Integer> clientPorts = Stream.generate(ports::next).limit(count).toList();
        List<Integer> controllerPorts = Stream.generate(ports::next).limit(count).toList();
        for (int number = 1; number <= count; number++) {
            int healthPort = ports.next();
            String name = count == 1 ? "broker" : "broker-" + number;
            brokers.add(
                    add(
                            new ChildPlan(
                                    name,
                                    BrokerApp.class,
                                    List.of(
                                            folder.resolve("kafka-" + number)
                                                    .toAbsolutePath()
                                                    .toString(),
                                            Integer.toString(number),
                                            commaSeparated(clientPorts),
                                            commaSeparated(controllerPorts),
                                            Integer.toString(healthPort)),
                                    BROKER_HEAP_MB,
                                    busyOptions,
                                    Map.of(),
                                    health(healthPort))));
        }
        return clientPorts.stream()
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(","));
    }

    private static String commaSeparated(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * Plans a fleet of one broker without stages; nothing is started.
     *
     * @param folder for data and logs; made if it is not there
     * @param sharedSettings settings of every stage
     */
    public static ProcessFleet in(Path folder, Map<String, String> sharedSettings) {
        return in(folder, new KafkaPlan.Own(1), sharedSettings, List.of());
    }

    /**
     * Plans a fleet without stages, whose processes live for a minute or two: what the JVM's second
     * compiler would gain, it costs. Nothing is started.
     *
     * @param folder for data and logs; made if it is not there
     * @param sharedSettings settings of every stage
     */
    public static ProcessFleet shortLived(
            Path folder, KafkaPlan kafka, Map<String, String> sharedSettings) {
        return in(folder, kafka, sharedSettings, FAST_START_OPTIONS);
    }

    private static ProcessFleet in(
            Path folder,
            KafkaPlan kafka,
            Map<String, String> sharedSettings,
            List<String> busyOptions) {
        try {
            return new ProcessFleet(
                    Files.createDirectories(folder), kafka, sharedSettings, busyOptions);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be used", e);
        }
    }

    /** The settings by which ingest and poster take the emulator for Discord. */
    public static Map<String, String> discordSettings(DiscordEmulator emulator) {
        return Map.of(
                "discord.token", emulator.botToken(),
                "discord.api-url", emulator.apiUrl(),
                "discord.gateway-url", emulator.gatewayUrl(),
                "discord.guild-id", emulator.guildId(),
                "discord.task-queue-channel", emulator.channelId("task-queue"),
                "discord.results-channel", emulator.channelId("results"),
                "discord.worker-pool-channel", emulator.channelId("worker-pool"));
    }

    /**
     * Stages that are added from now on start with another version the first time, and with this
     * one from then on.
     */
    public void firstWith(UnpackedVersion other) {
        first = other;
    }

    /** {@code host:port[,host:port…]}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Those of the fleet's own; none where Kafka runs elsewhere. */
    public List<Child> brokers() {
        return List.copyOf(brokers);
    }

    /** The only broker of a fleet that has one. */
    public Child broker() {
        return brokers.getFirst();
    }

    public Child ingest(String name, Map<String, String> settings) {
        return stage(name, IngestApp.class, STAGE_HEAP_MB, SMALL_HEAP_OPTIONS, settings);
    }

    public Child dispatcher(String name, Map<String, String> settings) {
        return stage(name, DispatcherApp.class, DISPATCHER_HEAP_MB, settings);
    }

    public Child runner(String name, Map<String, String> settings) {
        return runner(name, STAGE_HEAP_MB, settings);
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
        return stage(name, main, heapMb, SMALL_HEAP_OPTIONS, settings);
    }

    public Child poster(String name, Map<String, String> settings) {
        return stage(name, PosterApp.class, STAGE_HEAP_MB, SMALL_HEAP_OPTIONS, settings);
    }

    /**
     * A stage, or another main class that answers {@code /health} at {@code micronaut.server.port}.
     *
     * @param heapMb at most, in MiB
     */
    public Child stage(String name, Class<?> main, int heapMb, Map<String, String> settings) {
        return stage(name, main, heapMb, busyOptions, settings);
    }

    private Child stage(
            String name,
            Class<?> main,
            int heapMb,
            List<String> options,
            Map<String, String> settings) {
        int port = ports.next();
        Map<String, String> all = new HashMap<>(sharedSettings);
        all.put("micronaut.server.port", Integer.toString(port));
        all.putAll(settings);
        return add(new ChildPlan(name, main, List.of(), heapMb, options, all, health(port)), first);
    }

    /**
     * A command that prints the line {@code READY} when it is healthy, and does not use this
     * broker.
     *
     * @param main its main class
     * @param heapMb at most, in MiB
     */
    public Child command(String name, Class<?> main, List<String> arguments, int heapMb) {
        return add(
                new ChildPlan(name, main, arguments, heapMb, FAST_START_OPTIONS, Map.of(), null));
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
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            // The JVM is shutting down, so the hook runs anyway.
        }
    }

    private Child add(ChildPlan plan) {
        return add(plan, null);
    }

    private synchronized Child add(ChildPlan plan, @Nullable UnpackedVersion version) {
        Child child = new Child(plan, folder, http, version);
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
