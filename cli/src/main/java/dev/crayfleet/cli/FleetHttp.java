package dev.crayfleet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TraceParent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A service of the fleet, asked over HTTP. */
final class FleetHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** What a service answers for a path that it does not have. */
    private static final String NO_SUCH_PAGE = "Page Not Found";

    private final String service;
    private final String baseUrl;
    private final String option;
    private final Duration timeout;
    private final @Nullable HttpClient client;
    private final @Nullable String token;

    /**
     * @param service its name, for messages
     * @param option of the command that sets its URL
     * @throws IllegalArgumentException with a sentence for people, if there should be a token, and
     *     it cannot be read
     */
    FleetHttp(String service, String url, String option) {
        this(
                service,
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                option,
                TIMEOUT,
                null,
                FleetToken.find(url).orElse(null));
    }

    private FleetHttp(
            String service,
            String baseUrl,
            String option,
            Duration timeout,
            @Nullable HttpClient client,
            @Nullable String token) {
        this.service = service;
        this.baseUrl = baseUrl;
        this.option = option;
        this.timeout = timeout;
        this.client = client;
        this.token = token;
    }

    /** It fails; the message is a sentence for people. */
    static final class FailedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private final int status;

        FailedException(String sentence, int status) {
            super(sentence);
            this.status = status;
        }

        /** As HTTP has it, 500 and above. */
        int status() {
            return status;
        }
    }

    /** It refuses because of the state that something is in; the message is its sentence. */
    static final class ConflictException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        ConflictException(String sentence) {
            super(sentence);
        }
    }

    /** A client for {@link #over}. */
    static HttpClient newClient() {
        return HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    }

    /** The same service, for somebody who waits so long for each answer. */
    FleetHttp within(Duration timeout) {
        return new FleetHttp(service, baseUrl, option, timeout, client, token);
    }

    /**
     * The same service, for somebody who asks it again and again, over one connection.
     *
     * @param shared closed by the caller
     */
    FleetHttp over(HttpClient shared) {
        return new FleetHttp(service, baseUrl, option, timeout, shared, token);
    }

    /**
     * @throws IllegalArgumentException with the service's sentence, if it refuses
     * @throws UnreachableException with a sentence for people, if it is away
     * @throws IllegalStateException with a sentence for people, if it fails
     */
    JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    /**
     * @throws IllegalArgumentException with the service's sentence, if it refuses
     * @throws UnreachableException with a sentence for people, if it is away
     * @throws IllegalStateException with a sentence for people, if it fails
     */
    JsonNode post(String path, JsonNode body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    /** The same with a body of any bytes. */
    JsonNode post(String path, byte[] body) {
        return send(
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(timeout);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        TraceParent caller = TraceParent.parse(System.getenv(TraceParent.VARIABLE));
        return caller == null ? request : request.header(TraceParent.HEADER, caller.value());
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer = exchange(request);
            if (isNoneOfThePages(answer)) {
                throw new UnreachableException(
                        "what answers at %s is not %s; %s says where that is"
                                .formatted(baseUrl, service, option));
            }
            if (answer.statusCode() == 409) {
                throw new ConflictException(detail(answer.body()));
            }
            if (answer.statusCode() / 100 == 4) {
                throw new IllegalArgumentException(detail(answer.body()));
            }
            if (answer.statusCode() / 100 != 2) {
                throw new FailedException(
                        "%s at %s answered %d: %s"
                                .formatted(
                                        service,
                                        baseUrl,
                                        answer.statusCode(),
                                        detail(answer.body())),
                        answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (HttpConnectTimeoutException | ConnectException e) {
            throw new UnreachableException(
                    "nothing answers: %s at %s. Is a fleet running? ./crayfleet local starts one here; %s says where another is"
                            .formatted(service, baseUrl, option),
                    e);
        } catch (HttpTimeoutException e) {
            throw new UnreachableException(
                    "%s at %s did not answer within %s"
                            .formatted(service, baseUrl, ReadableTimes.duration(timeout)),
                    e);
        } catch (IOException e) {
            throw new UnreachableException(
                    "%s at %s broke the connection off, or is no fleet's; %s says where another is"
                            .formatted(service, baseUrl, option),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private HttpResponse<String> exchange(HttpRequest request)
            throws IOException, InterruptedException {
        if (client != null) {
            return client.send(request, BodyHandlers.ofString());
        }
        try (HttpClient once = newClient()) {
            return once.send(request, BodyHandlers.ofString());
        }
    }

    /** Of another service, or of another program. */
    private static boolean isNoneOfThePages(HttpResponse<String> answer) {
        if (answer.statusCode() != 404) {
            return answer.statusCode() == 405;
        }
        String detail = problem(answer.body()).path("detail").asText();
        return detail.isEmpty() || detail.equals(NO_SUCH_PAGE);
    }

    private static String detail(String body) {
        JsonNode problem = problem(body);
        String detail = problem.path("detail").asText();
        return detail.isEmpty() ? problem.path("message").asText(body) : detail;
    }

    /** Missing if it is none. */
    private static JsonNode problem(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
