package dev.crayfleet.local;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.local.LocalFleet.FleetPart;
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

/** Starts the parts of a local fleet in order, and stops them again if one does not start. */
final class FleetStartup {
    private static final int DEFAULT_KAFKA_PORT = 9092;

    /** After a kill, Kafka may need half a minute to end what was left open. */
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);

    private final LocalOptions options;
    private final StartProgress progress;
    private final Deque<FleetPart> parts = new ArrayDeque<>();
    private final Map<String, Object> commonSettings = new HashMap<>();
    private @Nullable DiscordEmulator emulator;

    FleetStartup(LocalOptions options, StartProgress progress) {
        this.options = options;
        this.progress = progress;
    }

    LocalFleet start() {
        try {
            LocalFleetFile fleetFile = startParts();
            fleetFile.write(options.folders().data());
            return new LocalFleet(options, parts, fleetFile, emulator);
        } catch (RuntimeException e) {
            LocalFleet.stopAll(parts);
            throw e;
        }
    }

    private LocalFleetFile startParts() {
        DataFolder folder =
                register("data folder", DataFolder.open(options.folders().data(), options.fresh()));
        progress.waitFor("Discord");
        LocalDiscord discord = register("Discord", discord(folder));
        String kafka = kafka(folder);

        commonSettings.putAll(discord.settings());
        commonSettings.put("kafka.bootstrap.servers", kafka);
        commonSettings.put("crayfleet.runner.drain-timeout", "5s");
        // MAX_IDLE_TIME in the user's environment is meant for runners that are started one by one.
        commonSettings.put("crayfleet.runner.idle-exit", "0s");
        commonSettings.put("crayfleet.runner.workers", options.folders().workers().toString());
        commonSettings.put("crayfleet.dispatcher.state-dir", folder.streams().toString());
        // There is no other dispatcher that could stand by.
        commonSettings.put("crayfleet.dispatcher.standbys", 0);

        ApplicationContext poster = stage("poster", PosterApp::start, 0);
        ApplicationContext dispatcher =
                stage(
                        "dispatcher",
                        settings -> DispatcherApp.start(settings, options.environment().clock()),
                        port(DispatcherApp.PORT));
        List<ApplicationContext> stages = new ArrayList<>(List.of(poster, dispatcher));
        for (int i = 1; i <= options.runners(); i++) {
            commonSettings.put("crayfleet.runner.id", "runner-" + i);
            stages.add(stage("runner-" + i, RunnerApp::start, 0));
        }
        commonSettings.put("crayfleet.ingest.task-link", url(dispatcher) + "/tasks/{id}");
        ApplicationContext ingest = stage("ingest", IngestApp::start, port(IngestApp.PORT));
        stages.add(ingest);

        new Readiness(progress, READY_TIMEOUT).await(stages, dispatcher, options.runners());
        return discord.fleetFile(kafka, url(ingest), url(dispatcher), url(poster));
    }

    private String kafka(DataFolder folder) {
        String running = options.environment().kafka();
        if (running != null) {
            return running;
        }
        if (EmbeddedKafka.wasKilled(folder.kafka())) {
            progress.say(
                    "The last fleet here was not stopped in order: this start takes some seconds longer.");
            progress.waitFor("Kafka, which looks through all that the killed one has written");
        } else {
            progress.waitFor("Kafka");
        }
        return register("Kafka", EmbeddedKafka.start(folder.kafka(), port(DEFAULT_KAFKA_PORT)))
                .bootstrap();
    }

    private LocalDiscord discord(DataFolder folder) {
        if (options.realDiscord()) {
            return new LocalDiscord.Real();
        }
        int port =
                options.port() == LocalOptions.DEFAULT_PORTS
                        ? freePortOr(LocalFleet.DEFAULT_PAGE_PORT)
                        : options.port();
        emulator = DiscordEmulator.start(EmulatorConfig.in(folder.discord()).withPort(port));
        return new LocalDiscord.Emulated(emulator);
    }

    private ApplicationContext stage(
            String name, Function<Map<String, Object>, ApplicationContext> start, int port) {
        progress.waitFor(name);
        Map<String, Object> settings = new HashMap<>(commonSettings);
        settings.put("micronaut.server.port", port);
        settings.put("micronaut.server.host", "127.0.0.1");
        settings.putAll(options.settings());
        return register(name, start.apply(settings));
    }

    /** The preferred port if it is free and the options do not ask for random ones; else 0. */
    private int port(int preferred) {
        return options.port() == LocalOptions.RANDOM_PORTS ? 0 : freePortOr(preferred);
    }

    private static int freePortOr(int preferred) {
        try (ServerSocket probe =
                new ServerSocket(preferred, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }

    private static String url(ApplicationContext stage) {
        return stage.getBean(EmbeddedServer.class).getURL().toString();
    }

    private <T extends AutoCloseable> T register(String name, T running) {
        parts.push(new FleetPart(name, running));
        return running;
    }
}
