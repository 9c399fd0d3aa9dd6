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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A person at Discord: writes in #task-queue and reads #results, over REST. */
final class DiscordUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long DISCORD_EPOCH_MS = 1_420_070_400_000L;

    /** In no text of the corpus. */
    private static final String BOUNDARY = "storm-6f1c0a7e";

    /** The first line of a result, in its code block. */
    private static final Pattern HEADER =
            Pattern.compile("^(?:```\\w*\\s*)?\\[(?:SUCCESS|FAILED|CANCELLED|EXPIRED)] (\\S+) by ");

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

    /**
     * A message in #results.
     *
     * @param task it is about, empty if its first line names none
     */
    record Post(long id, String task, String content) {
        Instant at() {
            return Instant.ofEpochMilli((id >> 22) + DISCORD_EPOCH_MS);
        }
    }

    /** The id of the message. */
    String write(String text) throws IOException, InterruptedException {
        HttpRequest request =
                request("/channels/" + taskQueue + "/messages")
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.createObjectNode().put("content", text).toString()))
                        .build();
        return answer(request).path("id").asText();
    }

    /**
     * The id of the message; empty if Discord does not take it.
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
            request.setHeader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(BodyPublishers.ofByteArray(multipart(json, file)));
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() == 400) {
            return Optional.empty();
        }
        return Optional.of(checked(response).path("id").asText());
    }

    private static byte[] multipart(String json, byte[] file) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head =
                "--%1$s\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n%2$s\r\n--%1$s\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"task.txt\"\r\nContent-Type: text/plain\r\n\r\n";
        body.writeBytes(head.formatted(BOUNDARY, json).getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /** Tells which messages in #task-queue a bot has refused. */
    void refusals(Consumer<String> sink) throws IOException, InterruptedException {
        pages(
                taskQueue,
                0,
                message -> {
                    String answered = message.path("message_reference").path("message_id").asText();
                    boolean refuses =
                            message.path("author").path("bot").asBoolean()
                                    && message.path("content").asText().startsWith("❌");
                    if (refuses && !answered.isEmpty()) {
                        sink.accept(answered);
                    }
                });
    }

    /**
     * Reads #results on.
     *
     * @param after the last message seen, 0 for none
     * @return the last message seen
     */
    long read(long after, Consumer<Post> sink) throws IOException, InterruptedException {
        return pages(results, after, message -> sink.accept(post(message)));
    }

    /** All messages of a channel, from the first on. */
    private long pages(String channel, long after, Consumer<JsonNode> sink)
            throws IOException, InterruptedException {
        long last = after;
        while (true) {
            JsonNode page =
                    answer(
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

    /** The newest message in #results, 0 if there is none. */
    long newest() throws IOException, InterruptedException {
        JsonNode page = answer(request("/channels/" + results + "/messages?limit=1").GET().build());
        return page.isEmpty() ? 0 : page.get(0).path("id").asLong();
    }

    DiscordEmulator emulator() {
        return emulator;
    }

    private static Post post(JsonNode message) {
        String content = message.path("content").asText();
        Matcher header = HEADER.matcher(content);
        return new Post(message.path("id").asLong(), header.find() ? header.group(1) : "", content);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(emulator.apiUrl() + path))
                .timeout(PATIENCE)
                .header("Authorization", emulator.userToken())
                .header("Content-Type", "application/json");
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        return checked(http.send(request, BodyHandlers.ofString()));
    }

    private static JsonNode checked(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(
                    "the emulator answered %d: %s"
                            .formatted(response.statusCode(), response.body()));
        }
        return JSON.readTree(response.body());
    }
}
