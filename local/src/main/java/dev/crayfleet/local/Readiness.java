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

/** Waits until a task that comes in would be done: all are well, and every runner is known. */
final class Readiness {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Readiness() {}

    /**
     * @throws IllegalStateException saying who is not well, when the time is over
     */
    static void await(
            List<ApplicationContext> stages,
            ApplicationContext dispatcher,
            int runners,
            Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (ApplicationContext stage : stages) {
                URI health = stage.getBean(EmbeddedServer.class).getURI().resolve("/health");
                String told = "";
                while (!told.startsWith("200")) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException(
                                "%s is not well after %d s: %s"
                                        .formatted(health, within.toSeconds(), told));
                    }
                    told = look(http, health);
                }
            }
        }
        MeterRegistry meters = dispatcher.getBean(MeterRegistry.class);
        double known = known(meters);
        while (known < runners) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "only %.0f of %d runners have joined after %d s"
                                .formatted(known, runners, within.toSeconds()));
            }
            pause();
            known = known(meters);
        }
    }

    /** Over all pools. */
    private static double known(MeterRegistry meters) {
        return meters.find("crayfleet.runners").gauges().stream().mapToDouble(Gauge::value).sum();
    }

    private static String look(HttpClient http, URI health) {
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
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
}
