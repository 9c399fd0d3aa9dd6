package dev.crayfleet.trial.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.emulator.DiscordEmulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Discord user who writes to #task-queue and reads #results, over REST. */
final class DiscordUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** Occurs in no text of the corpus. */
    private static final String MULTIPART_BOUNDARY = "storm-6f1c0a7e";

    private final DiscordEmulator emulator;
    private final HttpClient http;
    private final String taskQueue;
    private final String results;

    DiscordUser(DiscordEmulator emulator, HttpClient http) {
        this.emulator = emulator;
        this.http = http;
        this.taskQueue = emulator.channelId("task-queue");
        this.results = emulator.channelId("results");
    }

    /** Writes to #task-queue and returns the id of the message. */
    String write(String text) throws IOException, InterruptedException {
        HttpRequest request =
                request("/channels/" + taskQueue + "/messages")
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.createObjectNode().put("content", text).toString()))
                        .build();
        return send(request).path("id").asText();
    }

    /**
     * Writes to #task-queue and returns the id of the message, or empty if Discord refuses it.
     *
     * @param file attached as {@code task.txt}
     */
    Optional<String> tryToWrite(String text, byte @Nullable [] file)
            throws IOException, InterruptedException {
        String json = JSON.createObjectNode().put("content", text).toString();
        HttpRequest.Builder request = request("/channels/" + taskQueue + "/messages");
        if (file == null) {
            request.POST(BodyPublishers.ofString(json));
        } else {
            request.setHeader("Content-Type", "multipart/form-data; boundary=" + MULTIPART_BOUNDARY)
                    .POST(BodyPublishers.ofByteArray(multipart(json, file)));
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() == 400) {
            return Optional.empty();
        }
        return Optional.of(requireOk(response).path("id").asText());
    }

    private static byte[] multipart(String json, byte[] file) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head =
                "--%1$s\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n%2$s\r\n--%1$s\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"task.txt\"\r\nContent-Type: text/plain\r\n\r\n";
        body.writeBytes(head.formatted(MULTIPART_BOUNDARY, json).getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(
                ("\r\n--" + MULTIPART_BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /** Passes on the ids of the messages in #task-queue that a bot has refused. */
    void readRefusals(Consumer<String> sink) throws IOException, InterruptedException {
        readPages(
                taskQueue,
                0,
                message -> {
                    String refusedMessage =
                            message.path("message_reference").path("message_id").asText();
                    boolean isRefusal =
                            message.path("author").path("bot").asBoolean()
                                    && message.path("content").asText().startsWith("❌");
                    if (isRefusal && !refusedMessage.isEmpty()) {
                        sink.accept(refusedMessage);
                    }
                });
    }

    /**
     * Reads the messages in #results that follow a message.
     *
     * @param after id of the last message read before, 0 for none
     * @return id of the last message read
     */
    long readResults(long after, Consumer<ResultPost> sink)
            throws IOException, InterruptedException {
        return readPages(results, after, message -> sink.accept(ResultPost.of(message)));
    }

    /** Reads a channel page by page, oldest message first. */
    private long readPages(String channel, long after, Consumer<JsonNode> sink)
            throws IOException, InterruptedException {
        long last = after;
        while (true) {
            JsonNode page =
                    send(
                            request(
                                            "/channels/%s/messages?limit=100&after=%d"
                                                    .formatted(channel, last))
                                    .GET()
                                    .build());
            if (page.isEmpty()) {
                return last;
            }
            List<JsonNode> messages = new ArrayList<>();
            page.forEach(messages::add);
            messages.sort(Comparator.comparingLong(message -> message.path("id").asLong()));
            messages.forEach(sink);
            last = messages.getLast().path("id").asLong();
        }
    }

    /** Id of the newest message in #results, 0 if there is none. */
    long newestResultId() throws IOException, InterruptedException {
        JsonNode page = send(request("/channels/" + results + "/messages?limit=1").GET().build());
        return page.isEmpty() ? 0 : page.get(0).path("id").asLong();
    }

    DiscordEmulator emulator() {
        return emulator;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(emulator.apiUrl() + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", emulator.userToken())
                .header("Content-Type", "application/json");
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        return requireOk(http.send(request, BodyHandlers.ofString()));
    }

    private static JsonNode requireOk(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(
                    "the emulator answered %d: %s"
                            .formatted(response.statusCode(), response.body()));
        }
        return JSON.readTree(response.body());
    }
}
