package dev.crayfleet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** {@code POST /tasks} of ingest. */
final class HttpSubmission {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private HttpSubmission() {}

    /**
     * Returns when Kafka has the task.
     *
     * @throws IllegalArgumentException with ingest's sentence, if it refuses
     * @throws IllegalStateException with a sentence for people, if ingest is away
     */
    static void submit(String url, TaskId id, Wishes.Task task) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(base + "/tasks"))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(body(id, task)))
                            .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 4) {
                throw new IllegalArgumentException(detail(answer.body()));
            }
            if (answer.statusCode() != 202) {
                throw new IllegalStateException(
                        "ingest at %s answered %d: %s"
                                .formatted(base, answer.statusCode(), detail(answer.body())));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "nothing answers at %s. Is a fleet running (./crayfleet local), or is --url wrong?"
                            .formatted(base),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static byte[] body(TaskId id, Wishes.Task task) throws JsonProcessingException {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", id.value()).put("prompt", task.prompt()).put("pool", task.pool().value());
        TaskOptions options = task.options();
        if (options.model() != null) {
            body.put("model", options.model());
        }
        if (options.thinking() != null) {
            body.put("thinking", options.thinking().word());
        }
        if (options.timeout() != null) {
            body.put("timeout", options.timeout().toString());
        }
        if (options.retries() != null) {
            body.put("retries", options.retries());
        }
        if (options.priority() != null) {
            body.put("priority", options.priority().word());
        }
        return JSON.writeValueAsBytes(body);
    }

    private static String detail(String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText();
            return detail.isEmpty() ? problem.path("message").asText(body) : detail;
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
