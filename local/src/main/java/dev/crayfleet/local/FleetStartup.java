package dev.crayfleet.local;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.local.LocalFleet.Part;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.runner.RunnerApp;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts the parts of a local fleet in order, and stops them again where one does not start. */
final class FleetStartup {
    private static final int KAFKA_PORT = 9092;
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final LocalOptions options;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final Map<String, Object> shared = new HashMap<>();
    private @Nullable DiscordEmulator emulator;

    FleetStartup(LocalOptions options) {
        this.options = options;
    }

    LocalFleet fleet() {
        try {
            LocalFleetFile sheet = start();
            sheet.write(options.data());
            return new LocalFleet(options, parts, sheet, emulator);
        } catch (RuntimeException e) {
            LocalFleet.stop(parts);
            throw e;
        }
    }

    private LocalFleetFile start() {
        DataFolder folder = own("data folder", DataFolder.open(options.data(), options.fresh()));
        LocalDiscord discord = own("Discord", discord(folder));
        String kafka = kafka(folder);

        shared.putAll(discord.settings());
        shared.put("kafka.bootstrap.servers", kafka);
        shared.put("crayfleet.runner.drain-timeout", "5s");
        // MAX_IDLE_TIME in somebody's environment is for runners that are started one by one.
        shared.put("crayfleet.runner.idle-exit", "0s");
        shared.put("crayfleet.runner.workers", options.workers().toString());
        shared.put("crayfleet.dispatcher.state-dir", folder.streams().toString());

        ApplicationContext poster = stage("poster", PosterApp::start, 0);
        ApplicationContext dispatcher =
                stage(
                        "dispatcher",
                        settings -> DispatcherApp.start(settings, options.clock()),
                        port(DispatcherApp.PORT));
        List<ApplicationContext> stages = new ArrayList<>(List.of(poster, dispatcher));
        for (int i = 1; i <= options.runners(); i++) {
            shared.put("crayfleet.runner.id", "runner-" + i);
            stages.add(stage("runner-" + i, RunnerApp::start, 0));
        }
        shared.put("crayfleet.ingest.task-link", url(dispatcher) + "/tasks/{id}");
        ApplicationContext ingest = stage("ingest", IngestApp::start, port(IngestApp.PORT));
        stages.add(ingest);

        Readiness.await(stages, dispatcher, options.runners(), READY_WITHIN);
        return sheet(discord, kafka, ingest, dispatcher, poster);
    }

    private String kafka(DataFolder folder) {
        return options.kafka() == null
                ? own("Kafka", EmbeddedKafka.start(folder.kafka(), port(KAFKA_PORT))).bootstrap()
                : options.kafka();
    }

    private LocalDiscord discord(DataFolder folder) {
        if (options.discord()) {
            return new LocalDiscord.Real();
        }
        int port =
                options.port() == LocalOptions.USUAL_PORT
                        ? freeOr(LocalFleet.PAGE_PORT)
                        : options.port();
        emulator = DiscordEmulator.start(EmulatorConfig.in(folder.discord()).withPort(port));
        return new LocalDiscord.Emulated(emulator);
    }

    private ApplicationContext stage(
            String name, Function<Map<String, Object>, ApplicationContext> start, int port) {
        Map<String, Object> settings = new HashMap<>(shared);
        settings.put("micronaut.server.port", port);
        settings.put("micronaut.server.host", "127.0.0.1");
        settings.putAll(options.settings());
        return own(name, start.apply(settings));
    }

    private static LocalFleetFile sheet(
            LocalDiscord discord,
            String kafka,
            ApplicationContext ingest,
            ApplicationContext dispatcher,
            ApplicationContext poster) {
        long pid = ProcessHandle.current().pid();
        return switch (discord) {
            case LocalDiscord.Emulated emulated ->
                    new LocalFleetFile(
                            emulated.emulator().apiUrl(),
                            emulated.emulator().gatewayUrl(),
                            emulated.emulator().guildId(),
                            emulated.channels(),
                            emulated.emulator().userToken(),
                            emulated.emulator().botToken(),
                            kafka,
                            url(ingest),
                            url(dispatcher),
                            url(poster),
                            emulated.emulator().pageUrl(),
                            pid);
            case LocalDiscord.Real real ->
                    new LocalFleetFile(
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            kafka,
                            url(ingest),
                            url(dispatcher),
                            url(poster),
                            null,
                            pid);
        };
    }

    /** The usual port where it is free and the options want usual ports; else any. */
    private int port(int usual) {
        return options.port() == LocalOptions.ANY_PORT ? 0 : freeOr(usual);
    }

    private static int freeOr(int usual) {
        try (ServerSocket probe = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }

    private static String url(ApplicationContext stage) {
        return stage.getBean(EmbeddedServer.class).getURL().toString();
    }

    private <T extends AutoCloseable> T own(String name, T running) {
        parts.push(new Part(name, running));
        return running;
    }
}
