package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A gateway of one's own, with a shell script in its place. */
abstract class OwnedGatewayFixture {
    @TempDir Path folder;
    final Secrets secrets = new Secrets();

    OwnedGateway owned(String script, int port) throws IOException {
        return owned(script, port, false, ResourceLimits.NONE);
    }

    OwnedGateway owned(String script, int port, boolean restricted, ResourceLimits limits)
            throws IOException {
        return owned(script, port, restricted, limits, null);
    }

    OwnedGateway owned(
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
                        ModelKeys.DIRECT,
                        Duration.ofMillis(500)),
                new OpenClawFile(folder.resolve("openclaw.json"), secrets),
                new AgentRunRegistry(folder),
                secrets,
                "test",
                temporary);
    }

    /** A file outside of its state folders, which are deleted. */
    Path starts() {
        return folder.resolve("starts");
    }

    List<String> started() throws IOException {
        return Files.exists(starts()) ? Files.readAllLines(starts()) : List.of();
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(condition);
    }

    boolean isRecorded() throws IOException {
        Path runs = folder.resolve(".runs");
        if (!Files.isDirectory(runs)) {
            return false;
        }
        try (var notes = Files.newDirectoryStream(runs, "gateway-*.json")) {
            return notes.iterator().hasNext();
        }
    }
}
