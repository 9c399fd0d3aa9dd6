package dev.crayfleet.agents.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A token is good as long as its attempt, and nothing of an attempt stays. */
@Timeout(120)
class CutOffTest {
    private static final int WAIT_SECONDS = 20;
    private ProxyFixture fixture;
    private final CountDownLatch endpointWasLeft = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        fixture = new ProxyFixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Events until nobody takes them. */
    private void streamForEver() {
        fixture.endpoint.script(exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            byte[] event = "data: {\"n\":1}\n\n".getBytes(StandardCharsets.UTF_8);
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    out.write(event);
                    out.flush();
                }
            } catch (IOException gone) {
                endpointWasLeft.countDown();
            }
        });
    }

    private HttpResponse<InputStream> begin(ProxyGrant grant) throws Exception {
        return fixture.agent.send(
                ProxyFixture.request(grant, "/one/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void closesRunningStreamsAndLeavesTheEndpoint() throws Exception {
        streamForEver();
        ProxyGrant grant = fixture.open("t-1/1");
        ProxyGrant other = fixture.open("t-2/1");
        try (InputStream in = begin(grant).body()) {
            assertThat(ProxyFixture.readUntil(in, "\n\n")).isNotEmpty();
            grant.close();
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(endpointWasLeft.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        HttpResponse<String> dead = fixture.ask(grant);
        assertThat(dead.statusCode()).isEqualTo(401);
        assertThat(dead.body()).contains("the attempt that it was made for has ended");
        fixture.endpoint.script(
                exchange -> StubEndpoint.send(exchange, 200, "text/plain", "still there"));
        assertThat(fixture.ask(other).body()).isEqualTo("still there");
    }

    @Test
    void answersARequestThatHasNoAnswerYet() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        fixture.endpoint.script(exchange -> {
            asked.countDown();
            never.await();
        });
        ProxyGrant grant = fixture.open("t-1/1");
        CompletableFuture<HttpResponse<String>> answer =
                fixture.agent.sendAsync(
                        ProxyFixture.request(grant, "/one/models").GET().build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(asked.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        grant.close();
        assertThat(answer.get(WAIT_SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
    }

    @Test
    void leavesTheEndpointWhenTheAgentIsGone() throws Exception {
        streamForEver();
        ProxyGrant grant = fixture.open("t-1/1");
        try (Socket agent = fixture.connect()) {
            agent.getOutputStream()
                    .write(
                            "GET /one/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(grant.token())
                                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(ProxyFixture.readUntil(agent.getInputStream(), "data: ")).contains("200 OK");
        }
        assertThat(endpointWasLeft.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesNothingBehindAfterAThousandAttempts() throws Exception {
        int threads = Thread.activeCount();
        String tokens = "";
        for (int i = 0; i < 1_000; i++) {
            try (ProxyGrant grant = fixture.open("t-" + i + "/1")) {
                tokens = grant.token();
                if (i % 50 == 0) {
                    assertThat(fixture.ask(grant).statusCode()).isEqualTo(200);
                }
            }
        }
        assertThat(fixture.proxy.openGrants()).isZero();
        assertThat(fixture.proxy.totals().requests()).isEqualTo(20);
        assertThat(fixture.secrets.mask(tokens)).as("it is forgotten").isEqualTo(tokens);
        assertThat(Thread.activeCount()).isLessThan(threads + 10);
        fixture.agent.shutdownNow();
        Awaitility.await()
                .atMost(Duration.ofSeconds(WAIT_SECONDS))
                .until(() -> fixture.proxy.openConnections() == 0);
    }

    @Test
    void nothingAnswersWhenItIsClosed() throws Exception {
        streamForEver();
        ProxyGrant grant = fixture.open("t-1/1");
        try (InputStream in = begin(grant).body()) {
            fixture.proxy.close();
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> fixture.ask(grant)).isInstanceOf(IOException.class);
        assertThat(endpointWasLeft.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
