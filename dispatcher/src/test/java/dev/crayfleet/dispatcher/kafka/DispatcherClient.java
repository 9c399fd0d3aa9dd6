package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Asks dispatchers over HTTP, and checks what is the same of every response. */
final class DispatcherClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    static HttpRequest.Builder request(URI dispatcher, String path) {
        return HttpRequest.newBuilder(dispatcher.resolve(path)).timeout(TIMEOUT);
    }

    JsonNode get(URI dispatcher, String path, int status) throws IOException, InterruptedException {
        return answer(request(dispatcher, path).build(), status);
    }

    JsonNode post(URI dispatcher, String path, String body, int status)
            throws IOException, InterruptedException {
        return answer(
                request(dispatcher, path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                status);
    }

    JsonNode answer(HttpRequest request, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request);
        assertThat(response.statusCode()).as(request + " " + response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith(status < 300 ? "application/json" : "application/problem+json");
        assertThat(response.headers().firstValue("Retry-After").isPresent())
                .isEqualTo(status == 503);
        return JSON.readTree(response.body());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
    }
}
