package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a run in a Gateway is refused as not restricted, or stopped for a limit. */
@Timeout(60)
class GatewayRunLimitsTest extends GatewayRunFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'config':{'tools':{'fs':{'workspaceOnly':true}}}}|",
                "{'config':{'tools':{'fs':{'workspaceOnly':true}},'agents':{'entries':{'main':{'tools':{}},'other':{'tools':{'fs':{'workspaceOnly':false}}}}}}}|",
                "{}|tools.fs.workspaceOnly is not true",
                "{'config':{}}|tools.fs.workspaceOnly is not true",
                "{'config':{'tools':{'fs':{'workspaceOnly':false}}}}|tools.fs.workspaceOnly is not true",
                "{'config':{'tools':{'fs':{'workspaceOnly':true}},'agents':{'entries':{'Main':{'tools':{'fs':{'workspaceOnly':false}}}}}}}|is not true for it",
                "{'config':{'tools':{'fs':{'workspaceOnly':true}},'agents':{'list':[{'id':'main','tools':{'fs':{'workspaceOnly':false}}}]}}}|is not true for it",
            })
    void runsRestrictedOnlyWhereFilesAreLimitedToTheWorkspace(String answer, String refusal)
            throws Exception {
        gateway.on(
                "tools.effective",
                request ->
                        request.answer(
                                "{'ok':true,'payload':{'groups':[{'tools':[{'id':'read'}]}]}}"));
        gateway.on(
                "config.get",
                request -> request.answer("{'ok':true,'payload':%s}".formatted(answer)));
        gateway.on("agent", request -> request.answer(SUCCESS));
        try (OpenClawGatewayExecutor restricted =
                executor(attached(StubGateway.TOKEN), Duration.ZERO, true)) {
            RunOutcome outcome = run(restricted).outcome();
            if (refusal == null) {
                assertThat(outcome).isEqualTo(new RunOutcome.Succeeded());
            } else {
                assertThat(kind(outcome)).isEqualTo(FailureKind.PERMANENT);
                assertThat(((Failed) outcome).reason()).contains("mode=restricted", refusal);
                assertThat(gateway.requests()).noneMatch(request -> request.startsWith("agent"));
            }
        }
    }

    @Test
    void refusesToRunRestrictedWhereTheConfigurationCannotBeRead() throws Exception {
        gateway.on(
                "tools.effective",
                request -> request.answer("{'ok':true,'payload':{'groups':[]}}"));
        gateway.on(
                "config.get",
                request ->
                        request.answer(
                                "{'ok':false,'error':{'code':'FORBIDDEN','message':'missing scope'}}"));
        try (OpenClawGatewayExecutor restricted =
                executor(attached(StubGateway.TOKEN), Duration.ZERO, true)) {
            assertThat(kind(run(restricted).outcome())).isEqualTo(FailureKind.PERMANENT);
            assertThat(gateway.requests()).noneMatch(request -> request.startsWith("agent"));
        }
    }

    @Test
    void stopsARunThatExceedsALimit() throws Exception {
        OpenClawGatewayHost limited =
                new OpenClawGatewayHost() {
                    @Override
                    public Optional<OpenClawGatewayEndpoint> endpoint() {
                        return Optional.of(gateway.endpoint(StubGateway.TOKEN));
                    }

                    @Override
                    public String problem() {
                        return "";
                    }

                    @Override
                    public boolean hasLimits() {
                        return true;
                    }

                    @Override
                    public Optional<String> excess(Workspace workspace) {
                        return Optional.of("it had too much.");
                    }

                    @Override
                    public void sweep(Workspace workspace) {}

                    @Override
                    public void close() {}
                };
        gateway.on("agent", StubGateway.Request::begin);
        try (OpenClawGatewayExecutor executor = executor(limited, Duration.ZERO)) {
            assertThat(run(executor).outcome())
                    .isEqualTo(
                            Failed.of(
                                    FailureKind.AGENT_ERROR,
                                    "The agent was stopped: it had too much."));
        }
        assertThat(gateway.requests()).anyMatch(request -> request.startsWith("sessions.abort"));
    }

    @Test
    void stopsASilentRunButNotWhileItIsQueued() throws Exception {
        try (OpenClawGatewayExecutor impatient =
                executor(attached(StubGateway.TOKEN), Duration.ofSeconds(1))) {
            gateway.on(
                    "agent",
                    request -> {
                        request.accept();
                        request.channel()
                                .eventLoop()
                                .schedule(
                                        () -> {
                                            request.event("lifecycle", "{'phase':'start'}");
                                            return null;
                                        },
                                        1_500,
                                        TimeUnit.MILLISECONDS);
                    });
            long startNanos = System.nanoTime();
            RunResult result = run(impatient);
            assertThat(result.outcome())
                    .isEqualTo(
                            Failed.of(
                                    FailureKind.TIMEOUT,
                                    "The agent was stopped: nothing was heard of it for 1 s."));
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isGreaterThan(Duration.ofMillis(2_400));
        }
    }
}
