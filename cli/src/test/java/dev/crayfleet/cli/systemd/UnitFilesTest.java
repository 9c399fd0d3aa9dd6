package dev.crayfleet.cli.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFilesTest {
    private static final String RUNNER = "crayfleet-runner@.service";

    @TempDir private Path folder;

    private static UnitSettings machine(int version) {
        return new UnitSettings(
                Path.of("/opt/cray fleet 100%/crayfleet"),
                Path.of("/opt/jdk"),
                false,
                "cray",
                version);
    }

    private static UnitSettings users() {
        return new UnitSettings(
                Path.of("/home/a/crayfleet/crayfleet"), Path.of("/opt/jdk"), true, "a", 252);
    }

    @Test
    void thereIsAUnitForEachService() {
        Map<String, String> units = UnitFiles.of(machine(252));
        assertThat(units.keySet())
                .containsExactly(
                        "crayfleet-ingest.service",
                        "crayfleet-dispatcher.service",
                        "crayfleet-poster.service",
                        RUNNER);
        assertThat(units.values())
                .allSatisfy(unit ->
                        assertThat(unit)
                                .contains("Type=notify\nNotifyAccess=main\n")
                                .contains(
                                        "User=cray-",
                                        "ProtectProc=invisible\n",
                                        "WantedBy=multi-user.target\n")
                                .contains("Restart=on-failure\n", "KillMode=mixed\n")
                                .contains("Environment=\"JAVA_HOME=/opt/jdk\"\n")
                                .doesNotContain("${", "|", "RestartSteps"));
        assertThat(units.getOrDefault("crayfleet-poster.service", "").lines())
                .contains(
                        "ExecStart=\"/opt/cray fleet 100%%/crayfleet\" poster",
                        "StateDirectory=crayfleet/poster");
    }

    /** One that is broken into, or whose agents have shells, reads nothing of the others'. */
    @Test
    void eachServiceAndEachRunnerIsAUserOfItsOwn() {
        List<String> users =
                UnitFiles.of(machine(252)).values().stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith("User="))
                        .toList();
        assertThat(users)
                .containsExactly(
                        "User=cray-ingest",
                        "User=cray-dispatcher",
                        "User=cray-poster",
                        "User=cray-runner-%i");
        assertThat(UnitFiles.users("cray"))
                .containsExactly("cray-ingest", "cray-dispatcher", "cray-poster", "cray-runner-1");
    }

    /** Agents have shells, and read the environment of what has started them if they can. */
    @Test
    void runnersDoNotGetDiscordsToken() {
        Map<String, String> units = UnitFiles.of(machine(252));
        assertThat(units.getOrDefault(RUNNER, "").lines())
                .contains(
                        "EnvironmentFile=-/etc/crayfleet/crayfleet.env",
                        "EnvironmentFile=-/etc/crayfleet/runner.env",
                        "EnvironmentFile=-/etc/crayfleet/runner-%i.env",
                        "StateDirectory=crayfleet/runner-%i")
                .noneMatch(line ->
                        line.startsWith("EnvironmentFile") && line.contains("discord-config"));
        assertThat(units.get("crayfleet-ingest.service"))
                .contains("EnvironmentFile=-/etc/crayfleet/discord-config.env\n");
    }

    /** As docs/configuration.md has the defaults: 30 s and 4 s. */
    @Test
    void agentsMayFinishBeforeTheyAreKilled() {
        String unit = UnitFiles.of(machine(252)).get(RUNNER);
        assertThat(unit).contains("TimeoutStopSec=60\n", "OOMPolicy=continue\n");
    }

    @Test
    void aNewerSystemdWaitsLongerFromStartToStart() {
        assertThat(UnitFiles.of(machine(254)).get(RUNNER))
                .contains("RestartSteps=6\nRestartMaxDelaySec=5min\n");
    }

    @Test
    void aUsersOwnSystemdIsNotToldWhatItMayNotDo() {
        assertThat(UnitFiles.of(users()).get(RUNNER))
                .contains("WantedBy=default.target\n", "systemctl --user edit crayfleet-runner@1")
                .contains("EnvironmentFile=-%E/crayfleet/crayfleet.env\n", "NoNewPrivileges=true\n")
                .doesNotContain(
                        "\nUser=", "ProtectHome=", "network-online", "CapabilityBoundingSet");
    }

    @Test
    void whatCouldNotWorkIsRefused() {
        assertThatThrownBy(() ->
                        new UnitSettings(
                                Path.of("/root/crayfleet"), Path.of("/opt/jdk"), false, "cray", 0))
                .hasMessageContaining("is in a home, which these units hide");
        assertThatThrownBy(() ->
                        new UnitSettings(
                                Path.of("/opt/a\nExecStartPre=b"), Path.of("/j"), false, "cray", 0))
                .hasMessageContaining("line end");
        assertThatThrownBy(
                        () -> new UnitSettings(Path.of("/opt/a"), Path.of("/j"), false, "a b", 0))
                .hasMessageContaining("is no beginning of a user's name");
    }

    @Test
    void filesAreWrittenAndTheSettingsAreTheOwnersOnly() throws Exception {
        Installation installation = Installation.of(users(), null, folder);
        Path settings = folder.resolve(".config/crayfleet/crayfleet.env");
        Path unit = folder.resolve(".config/systemd/user/" + RUNNER);
        assertThat(installation.write()).hasSize(5).contains(unit, settings);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)))
                .isEqualTo("rw-------");
        assertThat(installation.different()).isEmpty();
        Files.writeString(settings, "KAFKA_BOOTSTRAP_SERVERS=kafka-1:9092\n");
        Files.writeString(unit, "mine\n");
        assertThat(installation.different()).isEqualTo(List.of(unit));
        assertThat(installation.write()).doesNotContain(settings);
        assertThat(settings).hasContent("KAFKA_BOOTSTRAP_SERVERS=kafka-1:9092");
        assertThat(installation.different()).isEmpty();
    }
}
