package dev.crayfleet.cli.systemd;

import dev.crayfleet.cli.machine.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The unit file of named agents, {@code crayfleet-agent@.service}, for a user's own systemd.
 *
 * @param folder that the fleet file is in, absolute
 * @param launcher the crayfleet command, absolute
 * @param javaHome of the Java that runs it, absolute
 */
public record AgentUnit(Path folder, Path launcher, Path javaHome) {
    public static final String NAME = "crayfleet-agent@.service";
    private static final long VERIFY_TIMEOUT_SECONDS = 20;
    private static final int MAX_VERIFY_BYTES = 16 * 1024;

    /** The program {@code env} sets what no file with settings may change. */
    private static final String TEXT =
            """
            # Made by `crayfleet agents install`, which writes it anew. Changes of your own go into a drop-in:
            # systemctl --user edit crayfleet-agent@.service
            [Unit]
            Description=Crayfleet agent %%i
            # It is started again for as long as it takes: Kafka may be away for hours.
            StartLimitIntervalSec=0

            [Service]
            # The runner itself says when it is up, and nobody else: agents have shells.
            Type=notify
            NotifyAccess=main
            TimeoutStartSec=10min
            WorkingDirectory=%s
            Environment=LANG=C.UTF-8
            Environment=%s
            EnvironmentFile=-%%E/crayfleet/crayfleet.env
            EnvironmentFile=-%%E/crayfleet/runner.env
            EnvironmentFile=-%%E/crayfleet/agent-%%i.env
            ExecStart=/usr/bin/env CRAYFLEET_RUNNER_POOLS= MICRONAUT_SERVER_PORT=0 %s runner --agents %%i
            WatchdogSec=2min
            WatchdogSignal=SIGKILL
            Restart=on-failure
            RestartSec=5
            # A JVM that was asked to stop ends with 143.
            SuccessExitStatus=143
            # Agents first get to finish: longer than CRAYFLEET_RUNNER_DRAIN_TIMEOUT and CRAYFLEET_RUNNER_KILL_GRACE together.
            TimeoutStopSec=60
            KillMode=mixed
            OOMPolicy=continue
            NoNewPrivileges=true

            [Install]
            WantedBy=default.target
            """;

    /**
     * @throws IllegalArgumentException with a sentence for people, if such a unit could not work
     */
    public AgentUnit {
        for (Path each : new Path[] {folder, launcher, javaHome}) {
            if (each.toString().chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a path has a line end or the like in it");
            }
        }
    }

    /** Where a user's own systemd looks for it. */
    public static Path place(Path home) {
        return home.resolve(".config/systemd/user").resolve(NAME);
    }

    public String text() {
        return TEXT.formatted(
                folder.toString().replace("%", "%%"),
                UnitFiles.quoted("JAVA_HOME=" + javaHome),
                UnitFiles.quoted(launcher.toString()));
    }

    /** Writes it as a whole. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        WholeFile.writeForAll(file, text().getBytes(StandardCharsets.UTF_8));
    }

    /** What systemd says against a unit file; empty where it says nothing, or is not here. */
    public static String complaints(Path file) throws InterruptedException {
        try {
            Process verify =
                    new ProcessBuilder("systemd-analyze", "verify", file.toString())
                            .redirectErrorStream(true)
                            .start();
            try (InputStream in = verify.getInputStream()) {
                byte[] said = in.readNBytes(MAX_VERIFY_BYTES);
                if (!verify.waitFor(VERIFY_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    verify.destroyForcibly();
                    return "";
                }
                // It also says what it finds wrong with the machine.
                return new String(said, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains(NAME.replace("@.service", "@")))
                        .collect(Collectors.joining("\n"));
            }
        } catch (IOException noSystemd) {
            return "";
        }
    }
}
