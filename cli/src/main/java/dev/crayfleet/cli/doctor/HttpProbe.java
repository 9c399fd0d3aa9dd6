package dev.crayfleet.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets what a service says over HTTP. Closing it ends what still runs. */
public final class HttpProbe implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final @Nullable String token;

    /**
     * @param token that is shown; null for none
     */
    public HttpProbe(@Nullable String token) {
        this.token = token;
    }

    /**
     * An answer.
     *
     * @param body of at most 8 MiB; what is longer is cut
     * @param date the service's clock, in whole seconds
     */
    public record Answer(int status, String body, Optional<Instant> date) {
        /** The body, or a missing node where it is no JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                return JSON.missingNode();
            }
        }
    }

    /**
     * @throws IOException if there is no answer
     * @throws IllegalArgumentException if that is no address
     */
    public Answer get(String url) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<InputStream> response =
                http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return new Answer(
                    response.statusCode(),
                    new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8),
                    response.headers().firstValue("Date").flatMap(HttpProbe::parse));
        }
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
