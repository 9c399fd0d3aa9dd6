package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * A Gateway whose tools are allowed for restricted agents, but reach files outside of the
 * workspace, until its openclaw.json is corrected.
 */
final class WorkspaceOnlyRule {
    private WorkspaceOnlyRule() {}

    /**
     * @param endpoint of a Gateway that follows the kit's openclaw.json, in which agents have a
     *     shell
     */
    static void assertRequired(ExecutorKit kit, OpenClawGatewayEndpoint endpoint) throws Exception {
        Path json = kit.folder().resolve("openclaw.json");
        String before = Files.readString(json);
        String allowed =
                before.replace(
                        "\"profile\": \"coding\"", "\"allow\": [\"group:fs\", \"group:web\"]");
        Files.writeString(json, allowed);
        try (OpenClawGatewayExecutor attached =
                kit.gateway(new AttachedGateway(endpoint), Duration.ZERO, true)) {
            attached.start();
            await(() ->
                    assertThat(run(kit, attached, "ESCAPE"))
                            .isInstanceOfSatisfying(
                                    Failed.class, WorkspaceOnlyRule::assertNamesTheRule));
            assertThat(kit.model().requests()).noneMatch(ask -> ask.text().contains("ESCAPE"));
            Files.writeString(
                    json,
                    allowed.replace("{\"allow\"", "{\"fs\": {\"workspaceOnly\": true}, \"allow\""));
            await(() ->
                    assertThat(run(kit, attached, "Calculate 25 × 4"))
                            .isEqualTo(new RunOutcome.Succeeded()));
            EscapeAttempt.assertFails(kit, attached);
        } finally {
            Files.writeString(json, before);
        }
    }

    private static void assertNamesTheRule(Failed failed) {
        assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
        assertThat(failed.reason())
                .contains("mode=restricted", "tools.fs.workspaceOnly is not true");
    }

    private static RunOutcome run(ExecutorKit kit, AgentExecutor executor, String task)
            throws Exception {
        return kit.run(executor, task, ExecutorKit.OPENCLAW_TIMEOUT).outcome();
    }

    private static void await(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(assertion);
    }
}
