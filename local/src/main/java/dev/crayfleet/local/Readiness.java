package dev.crayfleet.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Waits until tasks can be run: all stages are healthy, and every runner has joined. */
final class Readiness {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StartProgress progress;
    private final Duration timeout;
    private final Deadline deadline;
    private final String token;
    private String waitingFor = "";

    /**
     * @param progress hears what is waited for
     * @param timeout altogether, from now
     * @param token without which stages do not say what they wait for
     */
    Readiness(StartProgress progress, Duration timeout, String token) {
        this.token = token;
        this.progress = progress;
        this.timeout = timeout;
        this.deadline = Deadline.after(timeout);
    }

    /**
     * @throws IllegalStateException that names what is not ready at the timeout
     */
    void await(List<ApplicationContext> stages, ApplicationContext dispatcher, int runners) {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (ApplicationContext stage : stages) {
                URI health = stage.getBean(EmbeddedServer.class).getURI().resolve("/health");
                String name = stage.getRequiredProperty(Stage.PROPERTY, String.class);
                String trouble = trouble(http, health);
                while (!trouble.isEmpty()) {
                    pauseFor("%s to be ready: %s".formatted(name, trouble));
                    trouble = trouble(http, health);
                }
            }
        }
        MeterRegistry meters = dispatcher.getBean(MeterRegistry.class);
        double joined = joinedRunners(meters);
        while (joined < runners) {
            pauseFor(
                    runners == 1
                            ? "the runner to join"
                            : "all %d runners to join; %.0f have".formatted(runners, joined));
            joined = joinedRunners(meters);
        }
    }

    private void pauseFor(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("The start was cut short.");
        }
        if (deadline.hasPassed()) {
            throw new IllegalStateException(
                    "The fleet is not ready after %d s. It waited for %s. The log says more: %s"
                            .formatted(timeout.toSeconds(), what, LocalCommand.LOG_FILE));
        }
        if (!what.equals(waitingFor)) {
            waitingFor = what;
            progress.step(what);
        }
        LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }

    /** The sum over all pools. */
    private static double joinedRunners(MeterRegistry meters) {
        return meters.find("crayfleet.runners").gauges().stream().mapToDouble(Gauge::value).sum();
    }

    /** Why a stage is not ready; empty if it is. */
    private String trouble(HttpClient http, URI health) {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(health)
                                    .timeout(Duration.ofSeconds(5))
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            BodyHandlers.ofString());
            return answer.statusCode() == OK ? "" : describe(answer.body());
        } catch (IOException e) {
            return "it does not answer yet";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The start was cut short.", e);
        }
    }

    /** What of it is down, of the health report that Micronaut makes. */
    static String describe(String report) throws IOException {
        StringBuilder down = new StringBuilder();
        for (var part : JSON.readTree(report).path("details").properties()) {
            JsonNode state = part.getValue();
            if (!state.path("status").asText().equals("UP")) {
                String detail = state.path("details").path("state").asText("");
                down.append(down.isEmpty() ? "" : "; ")
                        .append(part.getKey())
                        .append(detail.isEmpty() ? " is not up" : ": " + detail);
            }
        }
        return down.isEmpty() ? "it is not well" : down.toString();
    }
}
