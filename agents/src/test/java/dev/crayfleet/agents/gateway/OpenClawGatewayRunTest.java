package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a run ends when its Gateway is gone, refuses it, or does not answer. */
@Timeout(60)
class OpenClawGatewayRunTest extends GatewayRunFixture {
    @Test
    void cancelsAtOnceWhileTheGatewayIsGoneAndDeletesTheSessionLater() throws Exception {
        gateway.on("agent", StubGateway.Request::begin);
        start(executor);
        awaitRequest("agent");
        gateway.stop();
        cancel();
        assertCancelledAtOnce(running);
        gateway.restart("second");
        awaitRequest("sessions.delete agent:main:crayfleet-");
    }

    @Test
    void keepsTheRecordUntilTheSessionIsDeleted() throws Exception {
        gateway.on("agent", StubGateway.Request::begin);
        start(executor);
        awaitRequest("agent");
        gateway.stop();
        cancel();
        assertCancelledAtOnce(running);
        Path records = folder.resolve("workers/.runs");
        assertThat(records).isDirectoryContaining("glob:**agent-*.json");
        gateway.restart("second");
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(records).isEmptyDirectory());
    }

    @Test
    void readsTheUsageOfAFailedRunFromTheHistory() throws Exception {
        gateway.on(
                "agent",
                request -> {
                    request.begin();
                    request.answer(
                            "{'ok':false,'error':{'code':'UNAVAILABLE','message':'HTTP 500'},'payload':{'status':'error'}}");
                });
        gateway.on(
                "chat.history",
                request ->
                        request.answer(
                                "{'ok':true,'payload':{'messages':[{'role':'user'},{'role':'assistant','provider':'p','model':'m','usage':{'input':100,'output':20}},{'role':'assistant','provider':'p','model':'m','usage':{'input':80,'output':41}}]}}"));
        RunResult result = run(executor);
        assertThat(result.outcome()).isInstanceOf(Failed.class);
        assertThat(result.usage()).isEqualTo(new Usage(180, 61, 0, 0));
        assertThat(result.model()).isEqualTo("p/m");
    }

    @Test
    void cancelsAtOnceBeforeTheGatewayIsThere() throws Exception {
        try (OpenClawGatewayExecutor waiting = executor(new MissingGateway(), Duration.ZERO)) {
            start(waiting);
            cancel();
            assertCancelledAtOnce(running);
        }
    }

    @Test
    void cancelsInTimeWhereTheGatewayDoesNotAnswer() throws Exception {
        gateway.on("sessions.create", request -> {});
        start(executor);
        awaitRequest("sessions.create");
        cancel();
        assertCancelledAtOnce(running);
    }

    @Test
    void cancelsInTimeWhereTheAbortIsNotAnsweredAndDeletesTheSession() throws Exception {
        AtomicInteger aborts = new AtomicInteger();
        gateway.on("agent", StubGateway.Request::begin);
        gateway.on(
                "sessions.abort",
                request -> {
                    if (aborts.incrementAndGet() == 2) {
                        request.answer("{'ok':false,'error':{'code':'UNAVAILABLE'}}");
                    } else if (aborts.get() > 2) {
                        request.answer("{'ok':true,'payload':{}}");
                    }
                });
        start(executor);
        awaitRequest("agent");
        cancel();
        assertCancelledAtOnce(running);
        awaitRequest("sessions.delete agent:main:crayfleet-");
    }

    @Test
    void goesOnOverANewConnectionToTheSameProcess() throws Exception {
        AtomicInteger times = new AtomicInteger();
        gateway.on(
                "agent",
                request -> {
                    switch (times.incrementAndGet()) {
                        case 1 -> request.begin();
                        case 2 -> request.answer("{'ok':true,'payload':{'status':'in_flight'}}");
                        default -> request.answer(SUCCESS);
                    }
                });
        start(executor);
        awaitRequest("agent");
        gateway.closeConnections();
        RunResult result = awaitResult();
        assertThat(result.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(result.text()).isEqualTo("100");
        assertThat(gateway.requests()).noneMatch(request -> request.startsWith("sessions.delete"));
    }

    @Test
    void failsTransientlyWhereTheGatewayWasRestarted() throws Exception {
        gateway.on("agent", StubGateway.Request::begin);
        start(executor);
        awaitRequest("agent");
        gateway.stop();
        gateway.restart("second");
        assertThat(awaitResult().outcome())
                .isEqualTo(
                        new Failed(
                                FailureKind.TRANSIENT,
                                "OpenClaw's gateway ended while the task ran; what the agent was doing is lost.",
                                Duration.ofSeconds(30)));
        awaitRequest("sessions.delete agent:main:crayfleet-");
    }

    /** Its next process has another address, and need not be waited for. */
    @Test
    void failsAtOnceWhereTheProcessOfTheGatewayHasEnded() throws Exception {
        AtomicReference<Optional<OpenClawGatewayEndpoint>> endpoint =
                new AtomicReference<>(Optional.of(gateway.endpoint(StubGateway.TOKEN)));
        try (OpenClawGatewayExecutor owning =
                executor(new MovingGateway(endpoint), Duration.ZERO)) {
            gateway.on("agent", StubGateway.Request::begin);
            start(owning);
            awaitRequest("agent");
            endpoint.set(Optional.empty());
            gateway.stop();
            Failed failed = (Failed) awaitResult(Duration.ofSeconds(10)).outcome();
            assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
            assertThat(failed.reason()).startsWith("OpenClaw's gateway ended while the task ran;");
        }
    }

    @Test
    void namesNoClassWhereNothingAnswers() throws Exception {
        OpenClawGatewayHost nobody = attached(StubGateway.TOKEN);
        gateway.stop();
        try (OpenClawGatewayExecutor waiting =
                executor(nobody, Duration.ZERO, false, Duration.ofSeconds(2))) {
            assertThatThrownBy(waiting::start)
                    .hasMessageMatching(
                            "The gateway was not ready within 2 s \\(gateway-patience\\): ws://127.0.0.1:\\d+ cannot be reached: nothing answers there");
            assertThat(waiting.isReady()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, true, agent unavailable during gateway restart, TRANSIENT",
        "UNAVAILABLE, true, gateway starting; retry shortly, TRANSIENT",
        "INVALID_REQUEST, false, unknown agent id, PERMANENT",
        "FORBIDDEN, false, missing scope, PERMANENT",
    })
    void classifiesARefusedRequestAsTransientOrPermanent(
            String code, boolean retryable, String message, FailureKind kind) throws Exception {
        gateway.on(
                "agent",
                request ->
                        request.answer(
                                "{'ok':false,'error':{'code':'%s','retryable':%s,'message':'%s'}}"
                                        .formatted(code, retryable, message)));
        assertThat(kind(run(executor).outcome())).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'ok','result':{'payloads':[{'text':'Exec failed','isError':true}]}}|AGENT_ERROR",
                "{'status':'ok','result':{'payloads':[],'meta':{'error':{'message':'odd'}}}}|AGENT_ERROR",
                "{'status':'timeout','summary':'aborted','stopReason':'rpc'}|CANCELLED",
                "{'status':'timeout','summary':'aborted','stopReason':'timeout'}|TIMEOUT",
            })
    void failsThoughTheAnswerIsOk(String payload, FailureKind kind) throws Exception {
        gateway.on(
                "agent",
                request -> {
                    request.begin();
                    request.answer("{'ok':true,'payload':%s}".formatted(payload));
                });
        assertThat(kind(run(executor).outcome())).isEqualTo(kind);
    }

    @Test
    void failsToStartAtOnceWithAWrongToken() throws Exception {
        try (OpenClawGatewayExecutor unauthorized = executor(attached("another"), Duration.ZERO)) {
            long startNanos = System.nanoTime();
            assertThatThrownBy(unauthorized::start)
                    .hasMessageContaining("gateway token mismatch (AUTH_TOKEN_MISMATCH)");
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isLessThan(Duration.ofSeconds(60));
        }
    }

    /** A Gateway of the runner's own. */
    private record MovingGateway(AtomicReference<Optional<OpenClawGatewayEndpoint>> location)
            implements OpenClawGatewayHost {
        @Override
        public Optional<OpenClawGatewayEndpoint> endpoint() {
            return location.get();
        }

        @Override
        public String problem() {
            return "it is being started";
        }

        @Override
        public void sweep(Workspace workspace) {}

        @Override
        public void close() {}
    }

    /** A Gateway that is being started. */
    private static final class MissingGateway implements OpenClawGatewayHost {
        @Override
        public Optional<OpenClawGatewayEndpoint> endpoint() {
            return Optional.empty();
        }

        @Override
        public String problem() {
            return "it is being started";
        }

        @Override
        public void sweep(Workspace workspace) {}

        @Override
        public void close() {}
    }
}
