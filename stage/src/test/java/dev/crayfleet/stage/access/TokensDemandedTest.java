package dev.crayfleet.stage.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;

/** A service that has a token, over HTTP. */
class TokensDemandedTest {
    private static final String STAGE = "tokens-test";
    private static final String TOKEN = BearerToken.random();

    @TempDir private static Path folder;
    private static ApplicationContext context;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        context =
                Stage.start(
                        STAGE,
                        DefaultPort.of(0),
                        Map.of(
                                "crayfleet.http.token-file",
                                file.toString(),
                                "crayfleet.http.requests-per-second",
                                10,
                                "crayfleet.http.failures-per-minute",
                                1_000,
                                "kafka.health.enabled",
                                false));
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        context.close();
    }

    @Controller("/who")
    @Requires(property = Stage.PROPERTY, value = STAGE)
    static final class Who {
        @Get
        String get(io.micronaut.http.HttpRequest<?> request) {
            return Callers.of(request).id();
        }

        @Post
        @ExecuteOn(TaskExecutors.BLOCKING)
        String post(io.micronaut.http.HttpRequest<?> request) {
            assertThat(Callers.of(request)).isEqualTo(new Principal.Local());
            return Callers.authorization().orElse("none");
        }
    }

    @Singleton
    @Requires(property = Stage.PROPERTY, value = STAGE)
    static final class Ill implements HealthIndicator {
        @Override
        public Publisher<HealthResult> getResult() {
            return Publishers.just(
                    HealthResult.builder("ill", HealthStatus.DOWN)
                            .details(Map.of("why", "secret reason"))
                            .build());
        }
    }

    @Test
    void controllersLearnWhoAsks() throws Exception {
        assertThat(send("GET", "/who", "Authorization", "Bearer " + TOKEN).body())
                .isEqualTo("local");
        assertThat(send("POST", "/who", "Authorization", "Bearer " + TOKEN).body())
                .isEqualTo("Bearer " + TOKEN);
    }

    @Test
    void nobodyElseIsAnsweredAtAnyPath() throws Exception {
        for (String method : List.of("GET", "POST", "DELETE", "HEAD", "OPTIONS")) {
            for (String path : List.of("/who", "/nowhere", "/prometheus", "/metrics", "/healthy")) {
                HttpResponse<String> none = send(method, path);
                assertThat(none.statusCode()).as(method + path).isEqualTo(401);
                assertThat(none.headers().firstValue("WWW-Authenticate"))
                        .hasValue("Bearer realm=\"crayfleet\"");
                assertThat(none.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            }
        }
        HttpResponse<String> wrong =
                send("GET", "/who", "Authorization", "Bearer " + BearerToken.random());
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"crayfleet\", error=\"invalid_token\"");
        assertThat(wrong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(wrong.body()).contains("\"detail\":\"This token is not known here");
        HttpResponse<String> twice =
                send(
                        "GET",
                        "/who",
                        "Authorization",
                        "Bearer " + TOKEN,
                        "Authorization",
                        "Bearer " + TOKEN);
        assertThat(twice.statusCode()).isEqualTo(401);
    }

    @Test
    void whyItIsNotWellIsForThoseWhoHaveAToken() throws Exception {
        for (String path : List.of("/health", "/health/readiness", "/health/liveness")) {
            HttpResponse<String> open = send("GET", path);
            assertThat(open.statusCode()).as(path).isIn(200, 503);
            assertThat(open.body()).as(path).contains("\"status\"").doesNotContain("details");
        }
        HttpResponse<String> open = send("GET", "/health");
        assertThat(open.statusCode()).isEqualTo(503);
        assertThat(open.body()).doesNotContain("secret reason");
        HttpResponse<String> known = send("GET", "/health", "Authorization", "Bearer " + TOKEN);
        assertThat(known.statusCode()).isEqualTo(503);
        assertThat(known.body()).contains("secret reason");
    }

    @Test
    void whoAsksTooOftenIsToldWhenToAskAgain() throws Exception {
        HttpResponse<String> last = send("GET", "/who", "Authorization", "Bearer " + TOKEN);
        for (int i = 0; i < 1_000 && last.statusCode() == 200; i++) {
            last = send("GET", "/who", "Authorization", "Bearer " + TOKEN);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(last.body()).contains("That were too many requests.");
    }

    private static HttpResponse<String> send(String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(context.getBean(EmbeddedServer.class).getURI().resolve(path))
                        .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
