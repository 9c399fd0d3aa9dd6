package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.cost.CostCalculator;
import dev.crayfleet.agents.cost.PriceUnit;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawPrices;
import dev.crayfleet.agents.openclaw.ThinkingFallback;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a child process, with a shell script in the Gateway's place. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class OwnedGatewayTest {
    private static final String RECORDS_USER_AND_CONFIG =
            """
            { id -un; cat "$OPENCLAW_CONFIG_PATH"; } > "$OPENCLAW_STATE_DIR/half" || exit 1
            mv "$OPENCLAW_STATE_DIR/half" "$OPENCLAW_STATE_DIR/seen"
            exec sleep 60
            """;

    @TempDir Path folder;
    private final Secrets secrets = new Secrets();

    private OwnedGateway owned(String script, int port) throws IOException {
        return owned(script, port, false, ResourceLimits.NONE);
    }

    private OwnedGateway owned(String script, int port, boolean restricted, ResourceLimits limits)
            throws IOException {
        return owned(script, port, restricted, limits, null);
    }

    private OwnedGateway owned(
            String script,
            int port,
            boolean restricted,
            ResourceLimits limits,
            @Nullable OpenClawGatewayFolder temporary)
            throws IOException {
        Path program =
                Files.writeString(
                        folder.resolve("gateway.sh"),
                        "#!/bin/sh\necho $$ >> $OPENCLAW_STARTS\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new OwnedGateway(
                new OwnedGatewaySettings(
                        new OwnedGatewaySettings.Paths(
                                program,
                                temporary == null ? folder.resolve("state") : temporary.folder(),
                                folder.resolve("cache")),
                        port,
                        1,
                        restricted,
                        new EnvironmentSettings(
                                Map.of(
                                        "PATH",
                                        "/usr/bin:/bin",
                                        "OPENCLAW_STARTS",
                                        starts().toString()),
                                List.of(),
                                null),
                        limits,
                        Duration.ofMillis(500)),
                new OpenClawFile(folder.resolve("openclaw.json"), secrets),
                new AgentRunRegistry(folder),
                secrets,
                "test",
                temporary);
    }

    /** A file outside of its state folders, which are deleted. */
    private Path starts() {
        return folder.resolve("starts");
    }

    private List<String> started() throws IOException {
        return Files.exists(starts()) ? Files.readAllLines(starts()) : List.of();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private boolean isRecorded() throws IOException {
        Path runs = folder.resolve(".runs");
        if (!Files.isDirectory(runs)) {
            return false;
        }
        try (var notes = Files.newDirectoryStream(runs, "gateway-*.json")) {
            return notes.iterator().hasNext();
        }
    }

    @Test
    void isRestartedWhenItIsKilledAndRecordedWhileItRuns() throws Exception {
        try (OwnedGateway gateway = owned("exec sleep 300", 0)) {
            await(() -> started().size() == 1 && gateway.endpoint().isPresent() && isRecorded());
            assertThat(gateway.isStarting()).isTrue();
            OpenClawGatewayEndpoint first = gateway.endpoint().orElseThrow();
            ProcessHandle.of(Long.parseLong(started().getFirst())).orElseThrow().destroyForcibly();
            await(() -> started().size() == 2 && gateway.endpoint().isPresent());
            assertThat(gateway.endpoint().orElseThrow().token()).isNotEqualTo(first.token());
            assertThat(gateway.isMisconfigured()).isFalse();
        }
        assertThat(isRecorded()).isFalse();
        long last = Long.parseLong(started().getLast());
        assertThat(ProcessHandle.of(last).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void reportsAWrongConfigurationAndIsNotRestartedAtOnce() throws Exception {
        try (OwnedGateway gateway = owned("echo 'Invalid config: agents: nope' >&2; exit 78", 0)) {
            await(gateway::isMisconfigured);
            assertThat(gateway.problem())
                    .isEqualTo(
                            "it ended with exit code 78. Its last words: Invalid config: agents: nope");
            Awaitility.await()
                    .during(Duration.ofMillis(1_500))
                    .atMost(Duration.ofSeconds(5))
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
                    .isLessThan(Duration.ofSeconds(30));
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

    @Test
    void runsAsAnotherUserWhoCanReadItsConfigurationAndWriteItsState() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createFile(starts());
        Files.setPosixFilePermissions(starts(), PosixFilePermissions.fromString("rw-rw-rw-"));
        ResourceLimits nobody = new ResourceLimits(Duration.ZERO, 0, 0, SystemUser.of("nobody", 1));
        try (OwnedGateway gateway = owned(RECORDS_USER_AND_CONFIG, 0, true, nobody)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(recorded()).startsWith("nobody\n{"));
            assertThat(recorded()).contains("\"workspaceOnly\" : true");
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

    /**
     * The processor time of its agents is limited, but not its own, because it runs as long as its
     * runner.
     */
    @Test
    void limitsWhatWorksInAWorkspaceAndNotItself() throws Exception {
        Path busy = Files.createDirectories(folder.resolve("agent-1/tasks/t"));
        Path many = Files.createDirectories(folder.resolve("agent-2/tasks/t"));
        Path quiet = Files.createDirectories(folder.resolve("agent-3/tasks/t"));
        String script =
                """
                (cd %s && exec sh -c 'while :; do :; done') &
                (cd %s && for i in 1 2 3 4; do sleep 300 & done; wait) &
                (cd %s && exec sleep 300) &
                while :; do :; done
                """
                        .formatted(busy, many, quiet);
        ResourceLimits limits = new ResourceLimits(Duration.ofSeconds(1), 0, 3, null);
        try (OwnedGateway gateway = owned(script, 0, false, limits)) {
            assertThat(gateway.hasLimits()).isTrue();
            await(() -> excess(gateway, busy).contains("1 s of processor time (cpu-limit)"));
            await(() -> excess(gateway, many).contains("3 are allowed (process-limit)"));
            assertThat(excess(gateway, quiet)).isEmpty();
            gateway.sweep(workspace(many));
            assertThat(excess(gateway, many)).isEmpty();
            // It has used more than its agents may by now.
            assertThat(started()).hasSize(1);
            assertThat(gateway.endpoint()).isPresent();
        }
    }

    private static Workspace workspace(Path task) {
        Path root = Objects.requireNonNull(task.getParent()).getParent();
        return new Workspace("agent", Objects.requireNonNull(root), task, "shown");
    }

    private static String excess(OwnedGateway gateway, Path task) {
        return gateway.excess(workspace(task)).orElse("");
    }

    @Test
    void deletesItsFolderAndThoseOfKilledRunners() throws Exception {
        Path workers = folder.resolve("workers");
        Path left = Files.createDirectories(workers.resolve(".gateway-before-full/life-1"));
        Files.createFile(left.resolve("openclaw.json"));
        Files.createFile(workers.resolve(".gateway-before-full/.lock"));
        Path begun = Files.createDirectories(workers.resolve(".gateway-begun-full"));
        try (OpenClawGatewayFolder neighbour =
                        OpenClawGatewayFolder.claim(workers, "neighbour-full");
                OwnedGateway gateway =
                        owned(
                                "exec sleep 300",
                                0,
                                false,
                                ResourceLimits.NONE,
                                OpenClawGatewayFolder.claim(workers, "this-full"))) {
            assertThat(workers.resolve(".gateway-before-full")).doesNotExist();
            assertThat(neighbour.folder()).exists();
            assertThat(begun).exists();
            await(() -> gateway.endpoint().isPresent());
            assertThat(workers.resolve(".gateway-this-full/gateway.log")).exists();
        }
        assertThat(workers.resolve(".gateway-this-full")).doesNotExist();
        assertThat(workers.resolve(".gateway-neighbour-full")).doesNotExist();
        assertThat(workers.resolve("gateway-full.log")).as("nothing has failed").doesNotExist();
    }

    private String recorded() throws IOException {
        try (var lives = Files.newDirectoryStream(folder.resolve("state"), "life-*")) {
            return Files.readString(lives.iterator().next().resolve("seen"));
        }
    }
}
