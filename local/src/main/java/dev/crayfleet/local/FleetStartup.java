package dev.crayfleet.local;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.emulator.FleetGuild;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.signing.Signing;
import dev.crayfleet.local.LocalFleet.FleetPart;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.runner.RunnerApp;
import dev.crayfleet.stage.PortOwner;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
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
        progress.step("the emulator of Discord to start");
        LocalDiscord discord = register("Discord", discord(folder));
        String kafka = kafka(folder);

        // Another one at each start: nobody keeps it, and an old one is of no use.
        String token = BearerToken.random();
        commonSettings.put(
                "crayfleet.http.token-file",
                LocalFleetFile.writeToken(options.folders().data(), token).toString());
        commonSettings.putAll(discord.settings());
        commonSettings.put("kafka.bootstrap.servers", kafka);
        commonSettings.put("crayfleet.runner.drain-timeout", "5s");
        // MAX_IDLE_TIME in the user's environment is meant for runners that are started one by one.
        commonSettings.put("crayfleet.runner.idle-exit", "0s");
        commonSettings.put("crayfleet.runner.workers", options.folders().workers().toString());
        commonSettings.put("crayfleet.dispatcher.state-dir", folder.streams().toString());
        // There is no other dispatcher that could stand by.
        commonSettings.put("crayfleet.dispatcher.standbys", 0);

        ApplicationContext poster = stage("poster", PosterApp::start, LocalOptions.RANDOM_PORTS);
        ApplicationContext dispatcher =
                stage(
                        "dispatcher",
                        settings -> DispatcherApp.start(settings, options.environment().clock()),
                        DispatcherApp.PORT);
        // Before anything is asked for or run.
        progress.step("the fleet file to be applied");
        register(
                "fleet file",
                FleetFileWatch.start(
                        LocalAgents.file(options.folders().data()),
                        KafkaSettings.of(kafka).withSigning(signing()),
                        progress::note));
        commonSettings.putAll(
                LocalAgents.settings(
                        options.folders().data(), options.settings(), System.getenv()));
        List<ApplicationContext> stages = new ArrayList<>(List.of(poster, dispatcher));
        for (int i = 1; i <= options.runners(); i++) {
            commonSettings.put("crayfleet.runner.id", "runner-" + i);
            stages.add(stage("runner-" + i, RunnerApp::start, LocalOptions.RANDOM_PORTS));
        }
        commonSettings.put("crayfleet.ingest.task-link", url(dispatcher) + "/tasks/{id}");
        commonSettings.put("crayfleet.ingest.dispatcher-url", url(dispatcher));
        ApplicationContext ingest = stage("ingest", IngestApp::start, IngestApp.PORT);
        stages.add(ingest);

        new Readiness(progress, READY_TIMEOUT, token).await(stages, dispatcher, options.runners());
        progress.step("the end of the start");
        @Nullable Object executor = options.settings().get(LocalFleetFile.EXECUTOR);
        return discord.fleetFile(kafka, url(ingest), url(dispatcher), url(poster))
                .withToken(token)
                .withExecutor(executor == null ? null : executor.toString());
    }

    /** As the services have it, which would refuse the file otherwise. */
    private Signing signing() {
        Object given = options.settings().get("crayfleet.signing.keys-file");
        return Signing.of(
                given == null
                        ? System.getenv().getOrDefault("CRAYFLEET_SIGNING_KEYS_FILE", "")
                        : given.toString(),
                false);
    }

    private String kafka(DataFolder folder) {
        String running = options.environment().kafka();
        if (running != null) {
            return running;
        }
        if (EmbeddedKafka.wasKilled(folder.kafka())) {
            progress.note(
                    "The last fleet here was not stopped in order: this start takes some seconds longer.");
        }
        // What is set for another Kafka is not for this one, which asks nobody who they are.
        commonSettings.put("crayfleet.kafka.client-config", "");
        commonSettings.put("crayfleet.kafka.security.protocol", "PLAINTEXT");
        progress.step("Kafka to start");
        EmbeddedKafka kafka =
                ports().start(
                                DEFAULT_KAFKA_PORT,
                                port -> EmbeddedKafka.start(folder.kafka(), port));
        return register("Kafka", kafka).bootstrap();
    }

    private LocalDiscord discord(DataFolder folder) {
        if (options.realDiscord()) {
            return new LocalDiscord.Real();
        }
        EmulatorConfig config = FleetGuild.config(folder.discord(), 0);
        if (options.port() == LocalOptions.DEFAULT_PORTS) {
            emulator =
                    ports().start(
                                    LocalFleet.DEFAULT_PAGE_PORT,
                                    port -> DiscordEmulator.start(config.withPort(port)));
        } else {
            emulator = pageAt(options.port(), config);
        }
        return new LocalDiscord.Emulated(emulator);
    }

    private static DiscordEmulator pageAt(int port, EmulatorConfig config) {
        try {
            return DiscordEmulator.start(config.withPort(port));
        } catch (RuntimeException e) {
            throw PreferredPorts.isTaken(e)
                    ? new IllegalStateException(
                            "The page cannot listen on 127.0.0.1:%d: %s listens there. Name another with --port; --port 0 takes any that is free."
                                    .formatted(port, PortOwner.nameOf(port)),
                            e)
                    : e;
        }
    }

    /**
     * @param preferredPort taken if it is free and the options do not ask for random ones
     */
    private ApplicationContext stage(
            String name,
            Function<Map<String, Object>, ApplicationContext> start,
            int preferredPort) {
        progress.step("%s to start".formatted(name));
        Map<String, Object> settings = new HashMap<>(commonSettings);
        settings.put("micronaut.server.host", "127.0.0.1");
        return register(
                name,
                ports().start(
                                preferredPort,
                                port -> {
                                    settings.put("micronaut.server.port", port);
                                    settings.putAll(options.settings());
                                    return start.apply(settings);
                                }));
    }

    private PreferredPorts ports() {
        return new PreferredPorts(options.port() == LocalOptions.RANDOM_PORTS);
    }

    private static String url(ApplicationContext stage) {
        return stage.getBean(EmbeddedServer.class).getURL().toString();
    }

    private <T extends AutoCloseable> T register(String name, T running) {
        parts.push(new FleetPart(name, running));
        return running;
    }
}
