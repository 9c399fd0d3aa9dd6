package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The guard and the error answers that every controller of a stage gets without asking for them.
 */
class CallerFilterTest {
    private static final String STAGE = "filter-test";
    private static ApplicationContext context;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        context =
                Stage.start(
                        STAGE,
                        DefaultPort.of(0),
                        Map.of(),
                        new AllowedHosts(List.of("a.example", "b.example")));
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        context.close();
    }

    /** It has no check of its own. */
    @Controller("/things")
    @Requires(property = Stage.PROPERTY, value = STAGE)
    static final class Things {
        @Get
        String get() {
            return "got";
        }

        @Post
        HttpResponse<?> post() {
            return HttpResponse.accepted();
        }

        @Delete
        HttpResponse<?> delete() {
            return HttpResponse.accepted();
        }

        @Post("/refused")
        String refused() {
            throw new RefusedException(HttpStatus.CONFLICT, "It has ended.");
        }

        @Post("/unavailable")
        String unavailable() {
            throw new UnavailableException(
                    "Kafka does not answer.", Duration.ofSeconds(5), new IOException("away"));
        }

        @Post("/failed")
        String failed() {
            throw new RequestFailedException("We failed.", new IllegalStateException("inside"));
        }
    }

    @Test
    void anUnsafeRequestOfAnotherSitesPageIsRefusedAtEveryPath() throws Exception {
        for (String method : new String[] {"POST", "DELETE", "PUT", "PATCH"}) {
            for (String path : new String[] {"/things", "/things/refused", "/nowhere"}) {
                java.net.http.HttpResponse<String> answer =
                        send(method, path, "Sec-Fetch-Site", "cross-site");
                assertThat(answer.statusCode()).as(method + path).isEqualTo(403);
                assertThat(answer.headers().firstValue("Content-Type"))
                        .hasValue("application/problem+json");
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"Another site's page may not post here.\"}");
            }
        }
    }

    @Test
    void readingIsNotGuarded() throws Exception {
        assertThat(send("GET", "/things", "Sec-Fetch-Site", "cross-site").body()).isEqualTo("got");
    }

    @Test
    void programsMayPost() throws Exception {
        assertThat(send("POST", "/things").statusCode()).isEqualTo(202);
        assertThat(send("DELETE", "/things").statusCode()).isEqualTo(202);
    }

    @Test
    void theRunningStagesSettingSaysWhichHostsMayPost() {
        CallerFilter filter = context.getBean(CallerFilter.class);
        assertThat(filter.refuse(posted("b.example"))).isNull();
        HttpResponse<?> answer = Objects.requireNonNull(filter.refuse(posted("c.example")));
        assertThat(answer.getBody(Problem.class).orElseThrow().detail())
                .isEqualTo(
                        "The name c.example is not known here; add it to crayfleet.filter-test.allowed-hosts.");
    }

    @Test
    void typedExceptionsAreAnsweredAsProblems() throws Exception {
        java.net.http.HttpResponse<String> refused = send("POST", "/things/refused");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .isEqualTo("{\"title\":\"Conflict\",\"status\":409,\"detail\":\"It has ended.\"}");
        java.net.http.HttpResponse<String> unavailable = send("POST", "/things/unavailable");
        assertThat(unavailable.statusCode()).isEqualTo(503);
        assertThat(unavailable.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(unavailable.body()).contains("\"detail\":\"Kafka does not answer.\"");
        java.net.http.HttpResponse<String> failed = send("POST", "/things/failed");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(failed.body()).contains("We failed.").doesNotContain("inside");
    }

    private static io.micronaut.http.HttpRequest<?> posted(String host) {
        return io.micronaut.http.HttpRequest.POST("/things", "")
                .header("Host", host)
                .header("Origin", "https://" + host);
    }

    private static java.net.http.HttpResponse<String> send(
            String method, String path, String... headers) throws Exception {
        URI uri = context.getBean(EmbeddedServer.class).getURI().resolve(path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
