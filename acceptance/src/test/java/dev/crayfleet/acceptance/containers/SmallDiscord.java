package dev.crayfleet.acceptance.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The small Discord of the compose file, as its page speaks with it: from outside, on loopback. */
final class SmallDiscord implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final String baseUrl;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    SmallDiscord(int port) {
        this.baseUrl = "http://127.0.0.1:" + port;
    }

    /** What a browser gets first. */
    String page() throws IOException, InterruptedException {
        return text(HttpRequest.newBuilder(URI.create(baseUrl + "/")));
    }

    void post(String channel, String text) throws IOException, InterruptedException {
        JsonNode session = session();
        send(
                request("/api/v10/channels/%s/messages".formatted(id(channel, session)), session)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.createObjectNode().put("content", text).toString())));
    }

    /** The texts of a channel's messages, the latest first. */
    List<String> messages(String channel) throws IOException, InterruptedException {
        JsonNode session = session();
        List<String> texts = new ArrayList<>();
        send(request("/api/v10/channels/%s/messages".formatted(id(channel, session)), session))
                .forEach(message -> texts.add(message.toString()));
        return texts;
    }

    private JsonNode session() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(baseUrl + "/_emulator/session")));
    }

    private String id(String channel, JsonNode session) throws IOException, InterruptedException {
        String guild = session.path("guildId").asText();
        for (JsonNode each :
                send(request("/api/v10/guilds/%s/channels".formatted(guild), session))) {
            if (each.path("name").asText().equals(channel)) {
                return each.path("id").asText();
            }
        }
        throw new AssertionError("there is no channel " + channel);
    }

    private HttpRequest.Builder request(String path, JsonNode session) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path))
                .header("Authorization", session.path("token").asText());
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(text(request));
    }

    private String text(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("%s: %s".formatted(answer, answer.body()));
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
