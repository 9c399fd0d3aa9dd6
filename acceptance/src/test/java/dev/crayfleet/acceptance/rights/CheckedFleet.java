package dev.crayfleet.acceptance.rights;

import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.FleetGuild;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.kafka.rights.KafkaRole;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.runner.RunnerApp;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** All services, each as the user of its own, with the small Discord. */
final class CheckedFleet implements AutoCloseable {
    private final CheckingKafka kafka;
    private final Path folder;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<KafkaRole, ApplicationContext> services = new HashMap<>();
    private final DiscordEmulator discord;

    /**
     * The runner first, and the dispatcher, which makes the topics, in the middle: it does not
     * matter who waits for whom.
     */
    CheckedFleet(CheckingKafka kafka, Path folder) throws InterruptedException {
        this.kafka = kafka;
        this.folder = folder;
        this.discord = DiscordEmulator.start(FleetGuild.config(folder.resolve("discord"), 0));
        parts.push(discord);
        Thread runner = Thread.ofPlatform().start(() -> start(KafkaRole.RUNNER, RunnerApp::start));
        Thread ingest = Thread.ofPlatform().start(() -> start(KafkaRole.INGEST, IngestApp::start));
        start(KafkaRole.DISPATCHER, DispatcherApp::start);
        start(KafkaRole.POSTER, PosterApp::start);
        runner.join();
        ingest.join();
    }

    private void start(KafkaRole role, Function<Map<String, Object>, ApplicationContext> service) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", kafka.bootstrap());
        settings.put("crayfleet.kafka.client-config", kafka.file(role.usualUser()).toString());
        settings.put("micronaut.server.port", 0);
        settings.put("crayfleet.dispatcher.state-dir", folder.resolve("state").toString());
        settings.put("crayfleet.runner.workers", folder.resolve("workers").toString());
        settings.put("crayfleet.runner.executor", "demo");
        settings.put("crayfleet.runner.drain-timeout", "1s");
        if (role == KafkaRole.INGEST || role == KafkaRole.POSTER) {
            settings.put("discord.token", discord.botToken());
            settings.put("discord.api-url", discord.apiUrl());
            settings.put("discord.gateway-url", discord.gatewayUrl());
            settings.put("discord.guild-id", discord.guildId());
            settings.put("discord.task-queue-channel", discord.channelId("task-queue"));
            settings.put("discord.results-channel", discord.channelId("results"));
            settings.put("discord.worker-pool-channel", discord.channelId("worker-pool"));
        }
        ApplicationContext started = service.apply(settings);
        synchronized (this) {
            services.put(role, started);
            parts.push(started);
        }
    }

    DiscordEmulator discord() {
        return discord;
    }

    /** Where a service listens. */
    synchronized URI uri(KafkaRole role) {
        ApplicationContext service = services.get(role);
        if (service == null) {
            throw new AssertionError(role + " did not start");
        }
        return service.getBean(EmbeddedServer.class).getURI();
    }

    @Override
    public void close() {
        for (AutoCloseable each : parts) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
