package dev.crayfleet.runner.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.runner.openclaw.OpenClawFile;
import dev.crayfleet.runner.process.Confinement;
import dev.crayfleet.runner.process.SystemUser;
import dev.crayfleet.runner.safety.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a script in the place of OpenClaw. */
@EnabledOnOs(OS.LINUX)
class OwnedGatewayTest {
    private static final String PROGRAM =
            """
            #!/bin/sh
            { id -un; cat "$OPENCLAW_CONFIG_PATH"; } > "$OPENCLAW_STATE_DIR/half" || exit 1
            mv "$OPENCLAW_STATE_DIR/half" "$OPENCLAW_STATE_DIR/seen"
            exec sleep 60
            """;

    @TempDir Path folder;

    @Test
    @Timeout(60)
    void letsTheUserItRunsAsReadItsConfigurationAndWriteItsState() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path program = Files.writeString(folder.resolve("openclaw"), PROGRAM);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path state = folder.resolve("gateway");
        OwnedGateway gateway =
                new OwnedGateway(
                        new OwnedGateway.Settings(
                                program,
                                state,
                                0,
                                folder.resolve("cache"),
                                Map.of("PATH", "/usr/bin:/bin"),
                                List.of(),
                                null,
                                1,
                                true,
                                Duration.ofSeconds(1),
                                new Confinement(Duration.ZERO, 0, 0, SystemUser.of("nobody", 1))),
                        new OpenClawFile(folder.resolve("openclaw.json"), new Secrets()),
                        new Secrets(),
                        "test");
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(seen(state)).startsWith("nobody\n{"));
            assertThat(seen(state)).contains("\"workspaceOnly\" : true");
        } finally {
            gateway.close();
        }
    }

    private static String seen(Path state) throws Exception {
        try (var lives = Files.newDirectoryStream(state, "life-*")) {
            return Files.readString(lives.iterator().next().resolve("seen"));
        }
    }
}
