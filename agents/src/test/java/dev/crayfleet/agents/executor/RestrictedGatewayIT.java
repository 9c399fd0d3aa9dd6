package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import dev.crayfleet.agents.gateway.AttachedGateway;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways with configurations of their own, each started for one test. */
@Timeout(value = 240)
class RestrictedGatewayIT {
    @TempDir Path folder;

    /** Its tools are allowed for restricted agents, but reach files outside of the workspace. */
    @Test
    void refusesToRunRestrictedWhereFilesAreNotLimitedToTheWorkspace() throws Exception {
        Path other = Files.createDirectory(folder.resolve("tools-only"));
        try (ExecutorKit unlimited = new ExecutorKit(other, false)) {
            Path json = other.resolve("openclaw.json");
            String before = Files.readString(json);
            String allowed =
                    before.replace(
                            "\"profile\": \"coding\"", "\"allow\": [\"group:fs\", \"group:web\"]");
            Files.writeString(json, allowed);
            OwnedGateway gateway = unlimited.owned();
            unlimited.open(unlimited.gateway(gateway, Duration.ZERO));
            AttachedGateway sameGateway = new AttachedGateway(gateway.endpoint().orElseThrow());
            try (OpenClawGatewayExecutor attached =
                    unlimited.gateway(sameGateway, Duration.ZERO, true)) {
                attached.start();
                assertThat(unlimited.run(attached, "ESCAPE", Duration.ofSeconds(60)).outcome())
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> {
                                    assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT);
                                    assertThat(failed.reason())
                                            .contains(
                                                    "mode=restricted",
                                                    "tools.fs.workspaceOnly is not true");
                                });
                assertThat(unlimited.model().requests()).isEmpty();
                Files.writeString(
                        json,
                        allowed.replace(
                                "{\"allow\"", "{\"fs\": {\"workspaceOnly\": true}, \"allow\""));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() ->
                                unlimited
                                        .run(attached, "Calculate 25 × 4", Duration.ofSeconds(60))
                                        .outcome()
                                        .equals(new RunOutcome.Succeeded()));
                EscapeAttempt.assertFails(unlimited, attached);
            }
        }
    }

    @Test
    void restrictsTheAgentsOfItsOwnGateway() throws Exception {
        try (ExecutorKit restricted =
                new ExecutorKit(Files.createDirectory(folder.resolve("held")), true)) {
            EscapeAttempt.assertFails(
                    restricted, restricted.open(Kind.OPENCLAW_GATEWAY, Duration.ZERO));
        }
    }

    @Test
    void reportsAWrongConfiguration() throws Exception {
        try (ExecutorKit broken =
                new ExecutorKit(Files.createDirectory(folder.resolve("broken")))) {
            Files.writeString(
                    broken.folder().resolve("openclaw.json"), "{\"agents\": {\"nonsense\": 1}}");
            try (OpenClawGatewayExecutor executor = broken.gateway(broken.owned(), Duration.ZERO)) {
                assertThatThrownBy(executor::start)
                        .hasMessageContaining(
                                "The gateway cannot be used: it ended with exit code 78");
            }
        }
    }
}
