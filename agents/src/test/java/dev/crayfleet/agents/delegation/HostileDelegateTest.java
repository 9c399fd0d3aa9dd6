package dev.crayfleet.agents.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.delegation.DelegateFixture.Opened;
import dev.crayfleet.contract.Limits;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Agents that do what no agent should. */
class HostileDelegateTest {
    private static String head(TaskGrant grant, String first, String more) {
        return "%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n"
                .formatted(first, grant.token(), more);
    }

    @Test
    void nothingIsTakenThatIsTooLarge() throws Exception {
        try (DelegateFixture fixture = new DelegateFixture()) {
            Opened opened = fixture.open("t");
            TaskGrant grant = opened.grant();
            HttpResponse<String> large =
                    fixture.delegate(grant, "agent=auditor", "x".repeat(1_000_000));
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(large.body()).contains("65,536");
            HttpResponse<String> above =
                    fixture.delegate(
                            grant, "agent=auditor", "x".repeat(Limits.INSTRUCTION_BYTES + 1));
            assertThat(above.statusCode()).isEqualTo(400);
            assertThat(above.body()).contains("65,537 bytes");
            assertThat(
                            fixture.delegate(
                                            grant,
                                            "agent=auditor",
                                            "ü".repeat(Limits.INSTRUCTION_BYTES / 2))
                                    .statusCode())
                    .as("each byte is written as three")
                    .isEqualTo(201);
            // Without a length, it is counted.
            assertThat(
                            fixture.raw(
                                    head(
                                                    grant,
                                                    "POST /t/1/delegations",
                                                    "Transfer-Encoding: chunked\r\n")
                                            + "80000\r\n"
                                            + "x".repeat(0x80000)
                                            + "\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(
                            fixture.send(
                                            fixture.request(grant, "/files")
                                                    .header("Crayfleet-File-Name", "x")
                                                    .PUT(
                                                            BodyPublishers.ofByteArray(
                                                                    new byte
                                                                            [Limits.FILE_BYTES
                                                                                    + 1])))
                                    .statusCode())
                    .isEqualTo(413);
            assertThat(
                            fixture.raw(
                                    head(grant, "GET /t/1/delegations", "Content-Length: 5\r\n")
                                            + "12345"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(opened.lane().requests).hasSize(1);
        }
    }

    @Test
    void floodsOfHeadersAndUnknownAddressesAreRefused() throws Exception {
        try (DelegateFixture fixture = new DelegateFixture()) {
            TaskGrant grant = fixture.open("t").grant();
            assertThat(fixture.raw(head(grant, "GET /t/1/delegations", "X: y\r\n".repeat(10_000))))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(fixture.raw(head(grant, "GET /t/1/" + "x".repeat(10_000), "")))
                    .startsWith("HTTP/1.1 414 ");
            assertThat(fixture.raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            for (String path :
                    List.of(
                            "",
                            "/",
                            "/x",
                            "/delegations/",
                            "/delegations/x",
                            "/delegations/1",
                            "/delegations/-1",
                            "/delegations/99999999999",
                            "/delegations/1/files",
                            "/delegations/1/files/0",
                            "/delegations/1/x",
                            "/files",
                            "/delegations/1/files/0/1",
                            "/delegations/1?wait=60")) {
                assertThat(fixture.get(grant, path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(
                            fixture.send(
                                            fixture.request(grant, "/delegations")
                                                    .method("DELETE", BodyPublishers.noBody()))
                                    .statusCode())
                    .isEqualTo(405);
            for (String name : List.of("", "..", "a/b", "a\\b")) {
                assertThat(
                                fixture.send(
                                                fixture.request(grant, "/files")
                                                        .header("Crayfleet-File-Name", name)
                                                        .PUT(BodyPublishers.noBody()))
                                        .statusCode())
                        .as(name)
                        .isEqualTo(400);
            }
            assertThat(fixture.get(grant, "/delegations").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoIsSlowIsLeft() throws Exception {
        try (DelegateFixture fixture =
                new DelegateFixture(
                        new DelegateLimits(
                                100,
                                20,
                                Duration.ofMillis(300),
                                Duration.ofMillis(600),
                                Duration.ofSeconds(30),
                                100,
                                Duration.ofMillis(1)))) {
            TaskGrant grant = fixture.open("t").grant();
            assertThat(fixture.raw("GET /t/1/delegations HTT")).isEmpty();
            assertThat(
                            fixture.raw(
                                    head(grant, "POST /t/1/delegations", "Content-Length: 9\r\n")
                                            + "agent"))
                    .isEmpty();
            DelegateFixture.await(() -> assertThat(fixture.server.openConnections()).isZero());
        }
    }

    @Test
    void strangersTakeThePlacesOfStrangersAlone() throws Exception {
        try (DelegateFixture fixture = new DelegateFixture()) {
            TaskGrant grant = fixture.open("t").grant();
            List<Socket> strangers = new ArrayList<>();
            try {
                for (int i = 0; i < 150; i++) {
                    strangers.add(fixture.connect());
                }
                assertThat(fixture.get(grant, "/delegations").statusCode()).isEqualTo(200);
                DelegateFixture.await(
                        () -> assertThat(fixture.server.openConnections()).isLessThanOrEqualTo(50));
            } finally {
                for (Socket each : strangers) {
                    each.close();
                }
            }
        }
    }

    @Test
    void anAttemptAsksSoManyThingsAtATimeAndInASecond() throws Exception {
        try (DelegateFixture fixture = new DelegateFixture()) {
            Opened opened = fixture.open("t");
            Opened other = fixture.open("other");
            fixture.delegate(opened.grant(), "agent=auditor", "x");
            List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
            for (int i = 0; i < 33; i++) {
                polls.add(
                        fixture.agent.sendAsync(
                                fixture.request(opened.grant(), "/delegations/1?wait=60").build(),
                                HttpResponse.BodyHandlers.ofString()));
            }
            DelegateFixture.await(() -> assertThat(polls).anyMatch(CompletableFuture::isDone));
            assertThat(fixture.get(other.grant(), "/delegations").statusCode()).isEqualTo(200);
            opened.lane().succeed(1, "done");
            int answered = 0;
            for (CompletableFuture<HttpResponse<String>> each : polls) {
                answered += each.get().statusCode() == 200 ? 1 : 0;
            }
            assertThat(answered).isEqualTo(32);
            assertThat(polls).filteredOn(each -> each.join().statusCode() == 429).hasSize(1);
            assertThat(opened.lane().waits).containsExactly(true, false);
        }
        try (DelegateFixture fixture =
                new DelegateFixture(
                        new DelegateLimits(
                                100,
                                20,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                3,
                                Duration.ofHours(1)))) {
            TaskGrant grant = fixture.open("t").grant();
            for (int i = 0; i < 3; i++) {
                assertThat(fixture.get(grant, "/delegations").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> refused = fixture.get(grant, "/delegations");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
        }
    }

    @Test
    void twoRequestsAtOnceOverOneConnectionAreOneTooMany() throws Exception {
        try (DelegateFixture fixture = new DelegateFixture()) {
            Opened opened = fixture.open("t");
            fixture.delegate(opened.grant(), "agent=auditor", "x");
            String poll = head(opened.grant(), "GET /t/1/delegations/1?wait=60", "");
            assertThat(fixture.raw(poll + poll)).isEmpty();
        }
    }
}
