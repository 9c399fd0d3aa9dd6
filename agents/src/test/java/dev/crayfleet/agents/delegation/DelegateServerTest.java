package dev.crayfleet.agents.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.delegation.DelegateFixture.Opened;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DelegateServerTest {
    private DelegateFixture fixture = new DelegateFixture();
    private Opened opened = fixture.open("t");
    private final TaskGrant grant = opened.grant();
    private final FakeLane lane = opened.lane();

    @AfterEach
    void close() {
        fixture.close();
    }

    private CompletableFuture<HttpResponse<String>> poll(int number) {
        return fixture.agent.sendAsync(
                fixture.request(grant, "/delegations/%d?wait=60".formatted(number)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anAgentDelegatesAndWaitsAndGetsTheAnswer() throws Exception {
        HttpResponse<String> asked = fixture.delegate(grant, "agent=Auditor", "review\nX & Y = 1");
        assertThat(asked.statusCode()).isEqualTo(201);
        assertThat(asked.body()).isEqualTo("1 t-d1-1 auditor\n");
        DelegationRequest request = Objects.requireNonNull(lane.requests.get(1));
        assertThat(request.instruction()).isEqualTo("review\nX & Y = 1");
        assertThat(request.deliver()).isFalse();
        assertThat(fixture.get(grant, "/delegations/1").body()).isEqualTo("running\n");
        CompletableFuture<HttpResponse<String>> poll = poll(1);
        DelegateFixture.await(() -> assertThat(lane.waits).containsExactly(true));
        assertThat(fixture.get(grant, "/delegations").body())
                .isEqualTo("1 running t-d1-1 auditor\n");
        assertThat(poll).isNotDone();
        lane.succeed(1, "all is well");
        assertThat(poll.get().statusCode()).isEqualTo(200);
        assertThat(poll.get().body()).isEqualTo("all is well");
        assertThat(lane.waits).containsExactly(true, false);
        assertThat(fixture.get(grant, "/delegations").body())
                .isEqualTo("1 succeeded t-d1-1 auditor\n");
        assertThat(fixture.denied).isEmpty();
    }

    @Test
    void allFieldsReachTheLane() throws Exception {
        assertThat(
                        fixture.send(
                                        fixture.request(grant, "/files")
                                                .header("Crayfleet-File-Name", "a b.csv")
                                                .PUT(BodyPublishers.ofString("1;2")))
                                .body())
                .isEqualTo("1\n");
        assertThat(
                        fixture.post(
                                        grant,
                                        "needs=review&instruction=x&model=cheap&thinking=high&timeout=10m&deliver=true&channel=123&detach=true&file=1")
                                .body())
                .isEqualTo("1 t-d1-1 auditor\n");
        DelegationRequest request = Objects.requireNonNull(lane.requests.get(1));
        assertThat(request.needs()).isEqualTo("review");
        assertThat(request.agent()).isNull();
        assertThat(request.options().model()).isEqualTo("cheap");
        assertThat(request.options().thinking()).isEqualTo(Thinking.HIGH);
        assertThat(request.options().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(request.deliver()).isTrue();
        assertThat(request.detached()).isTrue();
        assertThat(request.channelId()).isEqualTo("123");
        assertThat(request.files()).hasSize(1);
        assertThat(request.files().getFirst().name()).isEqualTo("a b.csv");
    }

    @Test
    void aRefusalSaysWhy() throws Exception {
        HttpResponse<String> refused = fixture.delegate(grant, "agent=nobody", "x");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("It may delegate to auditor alone, 20 times.\n");
        assertThat(fixture.get(grant, "/delegations/1?wait=60").statusCode()).isEqualTo(403);
        assertThat(lane.waits).isEmpty();
    }

    @Test
    void aFailureSaysWhy() throws Exception {
        fixture.delegate(grant, "agent=auditor", "x");
        lane.fail(1, "It had no paper.");
        HttpResponse<String> failed = fixture.get(grant, "/delegations/1?wait=60");
        assertThat(failed.statusCode()).isEqualTo(424);
        assertThat(failed.body()).isEqualTo("auditor has failed: It had no paper.\n");
    }

    @Test
    void theLaneDecidesHowManyChildrenThereMayBeUntilSomebodyAsksAndAsks() throws Exception {
        for (int i = 1; i <= Limits.CHILDREN; i++) {
            assertThat(fixture.delegate(grant, "agent=auditor", "x").statusCode()).isEqualTo(201);
        }
        assertThat(fixture.delegate(grant, "agent=auditor", "x").statusCode()).isEqualTo(403);
        assertThat(lane.requests).hasSize(Limits.CHILDREN + 1);
        for (int i = lane.requests.size(); i < Delegations.MAX_REQUESTS; i++) {
            assertThat(fixture.delegate(grant, "agent=auditor", "x").statusCode()).isEqualTo(403);
        }
        assertThat(fixture.delegate(grant, "agent=auditor", "x").statusCode()).isEqualTo(409);
        assertThat(lane.requests).hasSize(Delegations.MAX_REQUESTS);
    }

    @Test
    void whatIsNotUnderstoodIsRefusedBeforeTheLaneIsAsked() throws Exception {
        for (String form :
                List.of(
                        "",
                        "instruction=x",
                        "agent=auditor",
                        "agent=auditor&instruction=+%0a",
                        "agent=auditor&needs=review&instruction=x",
                        "agent=../x&instruction=x",
                        "needs=a%20b&instruction=x",
                        "agent=auditor&instruction=x&thinking=much",
                        "agent=auditor&instruction=x&timeout=soon",
                        "agent=auditor&instruction=x&model=%24(id)",
                        "agent=auditor&instruction=x&channel=general",
                        "agent=auditor&instruction=x&file=1",
                        "agent=auditor&instruction=x&file=../x",
                        "agent=auditor&instruction=%00",
                        "agent=auditor&instruction=%zz",
                        "agent=auditor&instruction=x&as=root",
                        "a&".repeat(100))) {
            HttpResponse<String> refused = fixture.post(grant, form);
            assertThat(refused.statusCode()).as(form).isEqualTo(400);
            assertThat(refused.body()).as(form).hasLineCount(1).isNotBlank();
        }
        assertThat(lane.requests).isEmpty();
    }

    @Test
    void theFilesOfAChildAreHandedOutOneByOne() throws Exception {
        fixture.delegate(grant, "agent=auditor", "x");
        assertThat(fixture.get(grant, "/delegations/1/files").statusCode()).isEqualTo(409);
        lane.end(
                1,
                TaskStatus.SUCCEEDED,
                null,
                new RunReport.Answer(
                        "short",
                        "the begin…",
                        lane.stored("RESULT.txt", "the beginning and the rest"),
                        List.of(
                                lane.stored("plan.csv", "1;2"),
                                lane.stored("SUMMARY.txt", "its own"),
                                lane.stored("plan.csv", "3;4"))));
        assertThat(fixture.get(grant, "/delegations/1/files").body())
                .isEqualTo(
                        """
                        0 t-d1-1/RESULT.txt
                        1 t-d1-1/SUMMARY.txt
                        2 t-d1-1/plan.csv
                        3 t-d1-1/2-SUMMARY.txt
                        4 t-d1-1/2-plan.csv
                        """);
        assertThat(fixture.get(grant, "/delegations/1").body())
                .isEqualTo("the beginning and the rest");
        assertThat(fixture.get(grant, "/delegations/1/files/1").body()).isEqualTo("short");
        assertThat(fixture.get(grant, "/delegations/1/files/4").body()).isEqualTo("3;4");
        assertThat(fixture.get(grant, "/delegations/1/files/5").statusCode()).isEqualTo(404);
        lane.files.clear();
        assertThat(fixture.get(grant, "/delegations/1/files/4").statusCode()).isEqualTo(503);
    }

    @Test
    void speaksJsonToWhoAcceptsIt() throws Exception {
        HttpResponse<String> asked =
                fixture.send(
                        fixture.request(grant, "/delegations")
                                .header("Accept", "application/json")
                                .POST(BodyPublishers.ofString("agent=auditor&instruction=x")));
        assertThat(asked.body())
                .isEqualTo(
                        "{\"number\":1,\"state\":\"running\",\"agent\":\"auditor\",\"child\":\"t-d1-1\"}\n");
        assertThat(asked.headers().firstValue("content-type")).contains("application/json");
        lane.succeed(1, "well \"done\"");
        assertThat(
                        fixture.send(
                                        fixture.request(grant, "/delegations/1")
                                                .header("Accept", "application/json"))
                                .body())
                .contains("\"result\":\"well \\\"done\\\"\"");
    }

    @Test
    void whatIsUndecidedIsAskedForAgainByNumber() throws Exception {
        fixture.close();
        fixture =
                new DelegateFixture(
                        new DelegateLimits(
                                100,
                                20,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(30),
                                Duration.ofMillis(1),
                                100,
                                Duration.ofMillis(1)));
        opened = fixture.open("t");
        HttpResponse<String> asked = fixture.delegate(opened.grant(), "agent=silent", "x");
        assertThat(asked.statusCode()).isEqualTo(202);
        assertThat(asked.body()).isEqualTo("1\n");
        assertThat(fixture.get(opened.grant(), "/delegations").body())
                .isEqualTo("1 asked - silent\n");
        assertThat(opened.lane().waits).isEmpty();
    }

    @Test
    void whatCannotBeCarriedIsSaid() throws Exception {
        lane.isAway = true;
        HttpResponse<String> failed = fixture.delegate(grant, "agent=auditor", "x");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).contains("Kafka is away");
    }

    @Test
    void aTokenIsGoodForItsOwnRunningAttemptAlone() throws Exception {
        Opened other = fixture.open("other");
        assertThat(fixture.secrets.mask("it is " + grant.token())).isEqualTo("it is ***");
        HttpResponse<String> refused =
                fixture.send(
                        fixture.request(grant, "/delegations")
                                .setHeader("Authorization", "Bearer " + other.grant().token()));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("The token is that of another attempt.\n");
        assertThat(
                        fixture.send(
                                        fixture.request(grant, "/delegations")
                                                .setHeader(
                                                        "Authorization",
                                                        "Bearer " + "0".repeat(64)))
                                .statusCode())
                .isEqualTo(401);
        assertThat(
                        fixture.send(
                                        fixture.request(grant, "/delegations")
                                                .setHeader("Authorization", "none"))
                                .statusCode())
                .isEqualTo(401);
        grant.end();
        assertThat(fixture.get(grant, "/delegations").statusCode()).isEqualTo(401);
        assertThat(fixture.secrets.mask(grant.token()))
                .as("until the report is made")
                .isEqualTo("***");
        grant.close();
        assertThat(fixture.secrets.mask(grant.token())).isEqualTo(grant.token());
        assertThat(fixture.denied)
                .extracting(DelegateFixture.Denied::owner)
                .containsExactly(
                        other.grant().owner(), grant.owner(), grant.owner(), grant.owner());
        assertThat(fixture.denied.toString()).doesNotContain(grant.token(), other.grant().token());
        assertThat(fixture.get(other.grant(), "/delegations").statusCode()).isEqualTo(200);
    }

    @Test
    void whoTriesManyTokensIsToldAboutOnlySometimes() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(fixture.raw("GET /x/1/delegations HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ");
        }
        assertThat(fixture.denied).hasSize(10);
        assertThat(fixture.denied.getFirst().owner()).isNull();
    }

    @Test
    void theEndOfTheAttemptEndsItsQuestions() throws Exception {
        fixture.delegate(grant, "agent=auditor", "x");
        CompletableFuture<HttpResponse<String>> poll = poll(1);
        DelegateFixture.await(() -> assertThat(lane.waits).containsExactly(true));
        grant.end();
        assertThat(poll.get().statusCode()).isEqualTo(410);
        assertThat(poll.get().body())
                .isEqualTo("The attempt has ended, and so has its delegating.\n");
        assertThat(lane.waits).containsExactly(true, false);
        assertThatThrownBy(() ->
                        grant.delegations().request(DelegationRequest.of(new Pool("auditor"), "x")))
                .isInstanceOf(DelegateException.class);
        assertThat(grant.delegations().children()).isEmpty();
    }

    @Test
    void whoGoesAwayWaitsNoMore() throws Exception {
        fixture.delegate(grant, "agent=auditor", "x");
        try (var socket = fixture.connect()) {
            socket.getOutputStream()
                    .write(
                            "GET /t/1/delegations/1?wait=60 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                    .formatted(grant.token())
                                    .getBytes(StandardCharsets.US_ASCII));
            DelegateFixture.await(() -> assertThat(lane.waits).containsExactly(true));
        }
        DelegateFixture.await(() -> assertThat(lane.waits).containsExactly(true, false));
    }
}
