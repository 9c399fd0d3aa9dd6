package dev.crayfleet.agents.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The life of a child process, with a shell script in the Gateway's place. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class OwnedGatewayTest extends OwnedGatewayFixture {
    private static final String RECORDS_USER_AND_CONFIG =
            """
            { id -un; cat "$OPENCLAW_CONFIG_PATH"; } > "$OPENCLAW_STATE_DIR/half" || exit 1
            mv "$OPENCLAW_STATE_DIR/half" "$OPENCLAW_STATE_DIR/seen"
            exec sleep 60
            """;

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
    void runsAsAnotherUserWhoCanReadItsConfigurationAndWriteItsState() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createFile(starts());
        Files.setPosixFilePermissions(starts(), PosixFilePermissions.fromString("rw-rw-rw-"));
        ResourceLimits nobody =
                new ResourceLimits(Duration.ZERO, 0, 0, 0, SystemUser.of("nobody", 1));
        try (OwnedGateway gateway = owned(RECORDS_USER_AND_CONFIG, 0, true, nobody)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(recorded()).startsWith("nobody\n{"));
            assertThat(recorded()).contains("\"workspaceOnly\" : true");
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
        ResourceLimits limits = new ResourceLimits(Duration.ofSeconds(1), 0, 0, 3, null);
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
            // The log begins just after the process.
            await(() -> Files.exists(workers.resolve(".gateway-this-full/gateway.log")));
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
