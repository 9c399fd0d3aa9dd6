package dev.crayfleet.agents.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents may not do, whatever they send. */
@Timeout(60)
class HostileAgentTest {
    private static final int WAIT_SECONDS = 20;
    private ProxyFixture fixture;
    private ProxyGrant grant;

    @BeforeEach
    void open() throws IOException {
        fixture = new ProxyFixture();
        grant = fixture.open("t-1/1");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String raw(String line) throws IOException {
        return fixture.raw(
                "%s\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n".formatted(line, grant.token()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT 127.0.0.1:443 HTTP/1.1",
                "GET http://127.0.0.1:1/one/models HTTP/1.1",
                "GET //127.0.0.1:1/one/models HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "DELETE /one/models HTTP/1.1",
                "GET / HTTP/1.1",
                "GET /one/../secret HTTP/1.1",
                "GET /one/..%2fsecret HTTP/1.1",
                "GET /one/%2e%2e/secret HTTP/1.1",
                "GET /one/%252e%252e/secret HTTP/1.1",
                "GET /one/..\\secret HTTP/1.1",
                "GET /one/%5c..%5csecret HTTP/1.1",
                "GET /one/./models HTTP/1.1",
                "GET /one//models HTTP/1.1",
                "GET /one@127.0.0.1:1/models HTTP/1.1",
                "GET /nowhere/models HTTP/1.1",
                "GET /one/models%00 HTTP/1.1",
                "GET /one/models%zz HTTP/1.1",
                "GET /one/models?a=%zz HTTP/1.1",
                "GET /one/models#top HTTP/1.1",
                "GET /one/models HTTP/1.0",
                "GET /one/models HTTP/7.7",
                "no request at all"
            })
    void nothingLeadsElsewhere(String line) throws IOException {
        String answer = raw(line);
        assertThat(answer).startsWith("HTTP/1.1 4").contains("\"message\":\"Crayfleet's");
        assertThat(fixture.endpoint.requests()).isEmpty();
    }

    @Test
    void aTokenOpensWhatItsOwnAttemptMayAsk() throws Exception {
        ProxyGrant narrow = fixture.proxy.open("t-2/1", 4);
        narrow.route(List.of(fixture.route("two", ApiStyle.ANTHROPIC)));
        assertThat(fixture.ask(narrow).statusCode()).as("a route of another's").isEqualTo(404);
        ProxyGrant dead = fixture.open("t-3/1");
        dead.close();
        for (String token : List.of("", "x", "x".repeat(5_000), dead.token(), ProxyFixture.KEY)) {
            HttpResponse<String> answer =
                    fixture.send(
                            HttpRequest.newBuilder(grant.address("one").resolve("/one/models"))
                                    .header("Authorization", "Bearer " + token));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("authentication_error");
        }
        assertThat(fixture.raw("GET /one/models HTTP/1.1\r\nHost: x\r\n\r\n")).contains(" 401 ");
        assertThat(fixture.endpoint.requests()).isEmpty();
    }

    @Test
    void headersAndAddressesHaveAnEnd() throws IOException {
        assertThat(raw("GET /one/" + "a".repeat(10_000) + " HTTP/1.1")).contains(" 414 ");
        assertThat(raw("GET /one/a HTTP/1.1\r\nX-Long: " + "a".repeat(10_000))).contains(" 431 ");
        assertThat(raw("GET /one/a HTTP/1.1" + "\r\nX-Many: 1".repeat(2_000))).contains(" 431 ");
        assertThat(fixture.endpoint.requests()).isEmpty();
    }

    @Test
    void bodiesHaveAnEndWhetherTheySayTheirLengthOrNot() throws Exception {
        fixture.endpoint.script(exchange -> exchange.getRequestBody().readAllBytes());
        byte[] large = new byte[200_000];
        HttpResponse<String> announced =
                fixture.send(
                        ProxyFixture.request(grant, "/one/files")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(large)));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(fixture.endpoint.requests()).isEmpty();
        HttpResponse<String> chunked =
                fixture.send(
                        ProxyFixture.request(grant, "/one/files")
                                .POST(
                                        HttpRequest.BodyPublishers.fromPublisher(
                                                HttpRequest.BodyPublishers.ofByteArray(large))));
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(chunked.body()).contains("larger than the 100,000 bytes");
    }

    @Test
    void anAttemptHasSoManyRequestsAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(4);
        CountDownLatch go = new CountDownLatch(1);
        fixture.endpoint.script(exchange -> {
            asked.countDown();
            go.await();
            StubEndpoint.send(exchange, 200, "text/plain", "done");
        });
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(
                    fixture.agent.sendAsync(
                            ProxyFixture.request(grant, "/one/models").GET().build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(asked.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        HttpResponse<String> tooMany = fixture.ask(grant);
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("retry-after")).hasValue("1");
        go.countDown();
        for (CompletableFuture<HttpResponse<String>> each : answers) {
            assertThat(each.get(WAIT_SECONDS, TimeUnit.SECONDS).body()).isEqualTo("done");
        }
        assertThat(fixture.ask(grant).body()).as("there is room again").isEqualTo("done");
    }

    @Test
    void whoSendsARequestForEverIsLeft() throws Exception {
        try (ProxyFixture impatient =
                new ProxyFixture(
                        new ProxyLimits(
                                100_000,
                                8_000,
                                50,
                                50,
                                Duration.ofMillis(300),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(300),
                                Duration.ofSeconds(30)))) {
            try (Socket head = impatient.connect();
                    Socket body = impatient.connect()) {
                ProxyGrant open = impatient.open("t-1/1");
                body.getOutputStream()
                        .write(
                                "POST /one/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 9\r\n\r\nhalf"
                                        .formatted(open.token())
                                        .getBytes(StandardCharsets.ISO_8859_1));
                // A byte now and then does not help.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(WAIT_SECONDS))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> isLeft(head));
                assertThat(body.getInputStream().read()).isEqualTo(-1);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> impatient.proxy.openConnections() == 0);
            }
        }
    }

    private static boolean isLeft(Socket drip) {
        try {
            OutputStream out = drip.getOutputStream();
            out.write('G');
            out.flush();
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void anEndpointThatSaysNothingIsLeft() throws Exception {
        try (ProxyFixture impatient =
                new ProxyFixture(
                        new ProxyLimits(
                                100_000,
                                8_000,
                                50,
                                50,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Duration.ofMillis(300)))) {
            impatient.endpoint.script(exchange -> new CountDownLatch(1).await());
            HttpResponse<String> answer = impatient.ask(impatient.open("t-1/1"));
            assertThat(answer.statusCode()).isEqualTo(504);
        }
    }

    @Test
    void aSecondRequestBeforeTheFirstIsAnsweredEndsTheConnection() throws Exception {
        fixture.endpoint.script(exchange -> new CountDownLatch(1).await());
        String one =
                "GET /one/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(grant.token());
        assertThat(fixture.raw(one + one)).isEmpty();
    }

    /** Or anybody on the machine could keep agents from their models. */
    @Test
    void whoHasNoTokenTakesNobodysPlace() throws Exception {
        ProxyLimits few =
                new ProxyLimits(
                        100_000,
                        8_000,
                        50,
                        3,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        List<Socket> strangers = new ArrayList<>();
        try (ProxyFixture crowded = new ProxyFixture(few);
                Socket agent = crowded.connect()) {
            ProxyGrant open = crowded.open("t-1/1");
            byte[] request =
                    "GET /one/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(open.token())
                            .getBytes(StandardCharsets.ISO_8859_1);
            agent.getOutputStream().write(request);
            ProxyFixture.readUntil(agent.getInputStream(), "200 OK");
            for (int i = 0; i < 20; i++) {
                strangers.add(crowded.connect());
            }
            assertThat(strangers.getFirst().getInputStream().read()).as("the oldest").isEqualTo(-1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> crowded.proxy.openConnections() == 4);
            assertThat(crowded.ask(open).statusCode()).as("another that knows").isEqualTo(200);
            agent.getOutputStream().write(request);
            ProxyFixture.readUntil(agent.getInputStream(), "200 OK");
        } finally {
            for (Socket each : strangers) {
                each.close();
            }
        }
    }

    @Test
    void noAgentTakesThePlacesOfAll() throws Exception {
        ProxyLimits many =
                new ProxyLimits(
                        100_000,
                        8_000,
                        200,
                        50,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        int most = ProxyLimits.CONNECTIONS_OF_A_GRANT;
        List<Socket> sockets = new ArrayList<>();
        try (ProxyFixture shared = new ProxyFixture(many)) {
            ProxyGrant neighbour = shared.open("t-2/1");
            sockets.add(shared.connect());
            askOnce(sockets.getFirst(), neighbour);
            ProxyGrant greedy = shared.open("t-1/1");
            for (int i = 0; i < most + 20; i++) {
                sockets.add(shared.connect());
                askOnce(sockets.getLast(), greedy);
            }
            // Ends where it is closed.
            assertThat(sockets.get(1).getInputStream().readAllBytes()).as("its oldest").isNotNull();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> shared.proxy.openConnections() == most + 1);
            askOnce(sockets.getLast(), greedy);
            askOnce(sockets.getFirst(), neighbour);
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
        }
    }

    private static void askOnce(Socket socket, ProxyGrant grant) throws IOException {
        socket.getOutputStream()
                .write(
                        "GET /one/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                .formatted(grant.token())
                                .getBytes(StandardCharsets.ISO_8859_1));
        ProxyFixture.readUntil(socket.getInputStream(), "200 OK");
    }

    @Test
    void whoHasNoTokenIsNotWaitedForLong() throws Exception {
        ProxyLimits strict =
                new ProxyLimits(
                        100_000,
                        8_000,
                        50,
                        50,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        try (ProxyFixture impatient = new ProxyFixture(strict);
                Socket stranger = impatient.connect()) {
            stranger.getOutputStream().write("GET /one/models HTTP/1.1\r\n".getBytes());
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void thereIsAnEndToConnections() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                sockets.add(fixture.connect());
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> fixture.proxy.openConnections() == 50);
            assertThat(fixture.raw("")).isEmpty();
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.proxy.openConnections() == 0);
        assertThat(fixture.ask(grant).statusCode()).isEqualTo(200);
    }

    @Test
    void routesAreCheckedBeforeTheyAreUsed() {
        for (String base :
                List.of(
                        "ftp://x/",
                        "file:///etc/passwd",
                        "https://u:p@x/",
                        "https://x/?a=b",
                        "x")) {
            assertThatThrownBy(() ->
                            new ProxyRoute(
                                    "one",
                                    URI.create(base),
                                    ApiStyle.OPENAI,
                                    null,
                                    Map.of(),
                                    List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(fixture.route("one", ApiStyle.OPENAI).toString())
                .doesNotContain(ProxyFixture.KEY);
    }
}
