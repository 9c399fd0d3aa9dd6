package dev.crayfleet.stage.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.stage.AllowedHosts;
import dev.crayfleet.stage.DefaultPort;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.RequestFailedException;
import dev.crayfleet.stage.Stage;
import dev.crayfleet.stage.UnavailableException;
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
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    void aRequestOfAnotherSitesPageIsRefusedAtEveryPath() throws Exception {
        for (String method : new String[] {"GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"}) {
            for (String path : new String[] {"/things", "/things/refused", "/nowhere", "/health"}) {
                java.net.http.HttpResponse<String> answer =
                        send(method, path, "Sec-Fetch-Site", "cross-site");
                assertThat(answer.statusCode()).as(method + path).isEqualTo(403);
                assertThat(answer.headers().firstValue("Content-Type"))
                        .hasValue("application/problem+json");
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"Another site's page may not call here.\"}");
                assertThat(send(method, path, "Origin", "https://evil.example").statusCode())
                        .as(method + path)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void aLinkOfAnotherSiteCanBeFollowed() throws Exception {
        String[] link = {
            "Sec-Fetch-Site",
            "cross-site",
            "Sec-Fetch-Mode",
            "navigate",
            "Sec-Fetch-Dest",
            "document"
        };
        assertThat(send("GET", "/things", link).body()).isEqualTo("got");
        assertThat(send("POST", "/things", link).statusCode()).isEqualTo(403);
    }

    @Test
    void answersCarryHeadersForBrowsers() throws Exception {
        for (String path : new String[] {"/things", "/nowhere", "/health", "/prometheus"}) {
            HttpHeaders headers = send("GET", path).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(path).hasValue("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; frame-ancestors 'none'");
        }
        assertThat(
                        send("GET", "/things", "Sec-Fetch-Site", "cross-site")
                                .headers()
                                .firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
    }

    /** Who looks for a task pastes what is in the clipboard. */
    @Test
    void aKeyInTheAddressIsNotRepeated() throws Exception {
        String key = BearerToken.random();
        String encoded = "%" + Integer.toHexString(key.charAt(0)) + key.substring(1);
        for (String path :
                new String[] {
                    "/things/" + key, "/nowhere/" + encoded, "/things?requester=" + key
                }) {
            java.net.http.HttpResponse<String> answer = send("GET", path);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("a token of Crayfleet in the address")
                    .doesNotContain(key.substring(5));
        }
    }

    @Test
    void programsMayPost() throws Exception {
        assertThat(send("POST", "/things").statusCode()).isEqualTo(202);
        assertThat(send("DELETE", "/things").statusCode()).isEqualTo(202);
    }

    @Test
    void theRunningStagesSettingSaysWhichHostsMayCall() throws Exception {
        assertThat(sendAs("b.example")).startsWith("HTTP/1.1 200");
        assertThat(sendAs("localhost")).startsWith("HTTP/1.1 200");
        assertThat(sendAs("c.example"))
                .startsWith("HTTP/1.1 403")
                .contains(
                        "The name c.example is not known here; send a token, or add it to crayfleet.filter-test.allowed-hosts.");
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

    /** Java's client does not let one choose the name. */
    private static String sendAs(String host) throws IOException {
        URI uri = context.getBean(EmbeddedServer.class).getURI();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /things HTTP/1.1\r\nHost: %s:80\r\nConnection: close\r\n\r\n"
                                    .formatted(host)
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
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
