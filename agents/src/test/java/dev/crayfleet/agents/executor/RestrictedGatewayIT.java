package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.ExecutorKit.Kind;
import dev.crayfleet.agents.gateway.OpenClawGatewayExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways with configurations of their own, each started for one test. */
@Timeout(value = 480)
class RestrictedGatewayIT {
    @TempDir Path folder;

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
