package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Plain REST requests, whose answers show what client libraries hide. */
final class Http implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final DiscordEmulator emulator;

    Http(DiscordEmulator emulator) {
        this.emulator = emulator;
    }

    record Reply(int status, JsonNode body, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        int code() {
            return body.path("code").asInt();
        }
    }

    /** Sends a request as the bot. */
    Reply bot(String method, String path) throws Exception {
        return send(request(method, path, "").build());
    }

    Reply bot(String method, String path, String body) throws Exception {
        return send(request(method, path, body).build());
    }

    HttpRequest.Builder request(String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(emulator.apiUrl() + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bot " + emulator.botToken())
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        return body.isEmpty() ? request : request.header("Content-Type", "application/json");
    }

    Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> raw = client.send(request, HttpResponse.BodyHandlers.ofString());
        String type = raw.headers().firstValue("Content-Type").orElse("");
        JsonNode body =
                type.startsWith("application/json")
                        ? JsonTrees.MAPPER.readTree(raw.body())
                        : JsonTrees.object();
        return new Reply(raw.statusCode(), body, raw);
    }

    /** The path of a channel. */
    String channelPath(String channel) {
        return "/channels/" + emulator.channelId(channel);
    }

    @Override
    public void close() {
        client.close();
    }
}
