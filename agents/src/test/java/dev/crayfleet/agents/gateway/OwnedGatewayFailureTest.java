package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.ResourceLimits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A child process that does not come up, with a shell script in the Gateway's place. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class OwnedGatewayFailureTest extends OwnedGatewayFixture {
    @Test
    void reportsAWrongConfigurationAndIsNotRestartedAtOnce() throws Exception {
        try (OwnedGateway gateway = owned("echo 'Invalid config: agents: nope' >&2; exit 78", 0)) {
            await(gateway::isMisconfigured);
            assertThat(gateway.problem())
                    .isEqualTo(
                            "it ended with exit code 78. Its last words: Invalid config: agents: nope");
            Awaitility.await()
                    .during(Duration.ofMillis(1_500))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> started().size() == 1);
        }
    }

    @Test
    void aFailedStartIsToldByItsComplaintAndNotByTheHintAfterIt() throws Exception {
        String script =
                """
                echo 'Gateway failed to start: Invalid config: agents: nope'
                echo 'Run "openclaw doctor --fix" to repair, then retry.'
                exit 78
                """;
        try (OwnedGateway gateway = owned(script, 0)) {
            await(gateway::isMisconfigured);
            assertThat(gateway.problem())
                    .isEqualTo(
                            "it ended with exit code 78. Its last words: Gateway failed to start: Invalid config: agents: nope");
            assertThat(gateway.isStarting()).isFalse();
        }
    }

    /** It may be chance once, as where another process took its port. */
    @Test
    void tellsSoonThatItEndsAgainAndAgain() throws Exception {
        try (OwnedGateway gateway = owned("echo 'no such module'; exit 3", 0);
                OpenClawGatewayExecutor executor =
                        new OpenClawGatewayExecutor(
                                new OpenClawGatewayExecutorSettings(
                                        "main",
                                        false,
                                        ThinkingFallback.NEAREST,
                                        ModelKeys.DIRECT,
                                        new OpenClawGatewayTimeouts(
                                                Duration.ofSeconds(90),
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(1),
                                                Duration.ZERO),
                                        10_000),
                                gateway,
                                new OpenClawFile(folder.resolve("openclaw.json"), secrets),
                                new OpenClawPrices(new CostCalculator(PriceUnit.PER_1K)),
                                secrets,
                                "test")) {
            assertThat(executor.isReady()).isFalse();
            long startNanos = System.nanoTime();
            assertThatThrownBy(executor::start)
                    .hasMessage(
                            "The gateway cannot be started: it ended with exit code 3. Its last words: no such module");
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isLessThan(Duration.ofSeconds(80));
            assertThat(started()).hasSizeGreaterThan(1);
            assertThat(executor.isReady()).isFalse();
            assertThat(gateway.isMisconfigured()).isFalse();
        }
    }

    @Test
    void keepsTheEndOfTheLogOfOneThatFailedAndMasksIt() throws Exception {
        secrets.add("made-up-secret");
        Path workers = folder.resolve("workers");
        try (OwnedGateway gateway =
                owned(
                        """
                        for i in $(seq 1 20000); do echo "line $i"; done
                        echo "the key is made-up-secret"
                        exit 1
                        """,
                        0,
                        false,
                        ResourceLimits.NONE,
                        OpenClawGatewayFolder.claim(workers, "this-full"))) {
            await(gateway::isFailingToStart);
        }
        assertThat(workers.resolve(".gateway-this-full")).doesNotExist();
        Path kept = workers.resolve("gateway-full.log");
        assertThat(kept)
                .content()
                .endsWith("line 20000\nthe key is ***")
                .doesNotContain("line 1\n");
        assertThat(Files.size(kept)).isBetween(60_000L, 64L * 1024);
    }

    @Test
    void keepsWhatWasPrintedByOneThatIsNotReadyInTime() throws Exception {
        Path workers = folder.resolve("workers");
        try (OwnedGateway gateway =
                owned(
                        "echo 'it waits for something'; exec sleep 300",
                        0,
                        true,
                        ResourceLimits.NONE,
                        OpenClawGatewayFolder.claim(workers, "this-restricted"))) {
            Path log = workers.resolve(".gateway-this-restricted/gateway.log");
            await(() -> Files.exists(log) && Files.readString(log).contains("waits"));
            gateway.reportFailedStart();
        }
        assertThat(workers.resolve("gateway-restricted.log")).hasContent("it waits for something");
    }

    @Test
    void reportsThatItsPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OwnedGateway gateway = owned("exit 1", taken.getLocalPort())) {
            await(() -> gateway.problem().contains("is in use"));
            assertThat(gateway.problem())
                    .isEqualTo(
                            "it cannot be started: port %d, or one of the three above it, is in use"
                                    .formatted(taken.getLocalPort()));
            assertThat(gateway.isMisconfigured()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"agents\": []}", "{\"tools\": \"all\"}", "[]", "{"})
    void reportsAUserConfigurationThatCannotBeChanged(String json) throws Exception {
        Files.writeString(folder.resolve("openclaw.json"), json);
        try (OwnedGateway gateway = owned("exec sleep 300", 0, true, ResourceLimits.NONE)) {
            await(gateway::isMisconfigured);
            assertThat(gateway.problem())
                    .startsWith("it cannot be started: ")
                    .contains("openclaw.json");
            Files.writeString(folder.resolve("openclaw.json"), "{}");
            await(() -> gateway.endpoint().isPresent());
        }
    }
}
