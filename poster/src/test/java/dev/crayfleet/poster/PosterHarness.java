package dev.crayfleet.poster;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A running poster with short back-offs, and a producer in the place of the dispatcher. */
final class PosterHarness implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Codec codec = new Codec();
    private final ApplicationContext context;
    private DiscordEmulator discord;
    private final KafkaProducer<String, byte[]> producer;
    private final HttpClient http = HttpClient.newHttpClient();

    private PosterHarness(ApplicationContext context, String bootstrap, DiscordEmulator discord) {
        this.context = context;
        this.discord = discord;
        this.producer =
                new KafkaProducer<>(
                        KafkaSettings.of(bootstrap).producer("harness", 20_000),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    static PosterHarness start(
            String bootstrap, DiscordEmulator discord, Map<String, Object> extraSettings) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", bootstrap);
        settings.put("micronaut.server.port", -1);
        settings.put("discord.token", discord.botToken());
        settings.put("discord.api-url", discord.apiUrl());
        settings.put("discord.gateway-url", discord.gatewayUrl());
        settings.put("discord.task-queue-channel", discord.channelId("task-queue"));
        settings.put("discord.results-channel", discord.channelId("results"));
        settings.put("discord.worker-pool-channel", discord.channelId("worker-pool"));
        settings.put("crayfleet.poster.retry-first", "50ms");
        settings.put("crayfleet.poster.retry-longest", "200ms");
        settings.put("crayfleet.poster.poll-interval", "100ms");
        settings.putAll(extraSettings);
        return new PosterHarness(PosterApp.start(settings), bootstrap, discord);
    }

    /** Reads channels from this emulator from now on: the same one, started again. */
    PosterHarness withEmulator(DiscordEmulator restarted) {
        this.discord = restarted;
        return this;
    }

    void sendResult(TaskResult result) {
        send(Topics.RESULTS, result.id().value(), codec.encode(result), Instant.now());
    }

    void sendEvent(TaskEvent event) {
        send(Topics.EVENTS, event.key(), codec.encode(event), Instant.now());
    }

    /** Returns when Kafka has the record. */
    RecordMetadata send(Topics topic, String key, byte @Nullable [] value, Instant timestamp) {
        try {
            return producer.send(
                            new ProducerRecord<>(
                                    topic.topic(), null, timestamp.toEpochMilli(), key, value))
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until a channel has messages like this, and returns them. */
    List<EmulatedMessage> awaitMessages(String channel, Predicate<EmulatedMessage> expected) {
        return Awaitility.await()
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> discord.messages(channel).stream().filter(expected).toList(),
                        found -> !found.isEmpty());
    }

    List<EmulatedMessage> awaitText(String channel, String part) {
        return awaitMessages(channel, message -> message.content().contains(part));
    }

    void awaitHealth(String part) {
        awaitPage("/health", part);
    }

    void awaitPage(String path, String part) {
        URI uri = context.getBean(EmbeddedServer.class).getURI().resolve(path);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(
                        () ->
                                http.send(
                                                HttpRequest.newBuilder(uri).build(),
                                                BodyHandlers.ofString())
                                        .body(),
                        body -> body.contains(part));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        http.close();
        context.close();
    }
}
