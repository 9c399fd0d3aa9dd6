package dev.crayfleet.local;

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

    private final StartProgress progress;
    private final Duration timeout;
    private final long deadline;

    /**
     * @param timeout for all of it, from now on
     */
    Readiness(StartProgress progress, Duration timeout) {
        this.progress = progress;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * @throws IllegalStateException that names what is not ready at the timeout
     */
    void await(List<ApplicationContext> stages, ApplicationContext dispatcher, int runners) {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (ApplicationContext stage : stages) {
                awaitHealth(http, stage);
            }
        }
        awaitRunners(dispatcher.getBean(MeterRegistry.class), runners);
    }

    private void awaitHealth(HttpClient http, ApplicationContext stage) {
        URI health = stage.getBean(EmbeddedServer.class).getURI().resolve("/health");
        progress.waitFor("good news from " + health);
        String lastAnswer = "";
        while (!lastAnswer.startsWith("200")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%s is not well after %d s: %s"
                                .formatted(health, timeout.toSeconds(), lastAnswer));
            }
            lastAnswer = checkHealth(http, health);
        }
    }

    private void awaitRunners(MeterRegistry meters, int runners) {
        double joined = joinedRunners(meters);
        while (joined < runners) {
            progress.waitFor(
                    "the dispatcher to hear of all runners: %.0f of %d. After a kill, it waits until Kafka has ended what was left open"
                            .formatted(joined, runners));
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "only %.0f of %d runners have joined after %d s"
                                .formatted(joined, runners, timeout.toSeconds()));
            }
            pause();
            joined = joinedRunners(meters);
        }
    }

    /** The sum over all pools. */
    private static double joinedRunners(MeterRegistry meters) {
        return meters.find("crayfleet.runners").gauges().stream().mapToDouble(Gauge::value).sum();
    }

    private static String checkHealth(HttpClient http, URI health) {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                pause();
            }
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            pause();
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    private static void pause() {
        LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
}
