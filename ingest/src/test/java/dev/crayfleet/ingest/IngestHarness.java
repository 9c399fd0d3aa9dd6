package dev.crayfleet.ingest;

import dev.crayfleet.emulator.DiscordEmulator;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** Ingest as it runs, with short waits. */
final class IngestHarness implements AutoCloseable {
    private final ApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    private IngestHarness(ApplicationContext context) {
        this.context = context;
    }

    static IngestHarness start(
            String bootstrap, DiscordEmulator discord, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("discord.token", discord.botToken());
        settings.put("discord.api-url", discord.apiUrl());
        settings.put("discord.gateway-url", discord.gatewayUrl());
        settings.put("discord.task-queue-channel", discord.channelId("task-queue"));
        settings.putAll(more);
        return start(bootstrap, settings);
    }

    static IngestHarness start(String bootstrap, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", bootstrap);
        settings.put("micronaut.server.port", -1);
        settings.put("crayfleet.ingest.retry-first", "100ms");
        settings.put("crayfleet.ingest.retry-longest", "500ms");
        settings.putAll(more);
        return new IngestHarness(IngestApp.start(settings));
    }

    /** Waits until the channel is being read. */
    IngestHarness awaitReading() {
        return awaitHealth("logged in as");
    }

    IngestHarness awaitHealth(String part) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> get("/health").body(), body -> body.contains(part));
        return this;
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/tasks"))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> hook(String body, String... headers) throws Exception {
        return hookAt("/hooks/agent", body, headers);
    }

    HttpResponse<String> hookAt(String path, String body, String... headers) throws Exception {
        return http.send(hookRequest(path, body, headers), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> hookLater(String body) {
        return http.sendAsync(hookRequest("/hooks/agent", body), BodyHandlers.ofString());
    }

    private HttpRequest hookRequest(String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return (headers.length > 0 ? request.headers(headers) : request).build();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Where it is. */
    URI uri() {
        return uri("/");
    }

    private URI uri(String path) {
        return context.getBean(EmbeddedServer.class).getURI().resolve(path);
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
