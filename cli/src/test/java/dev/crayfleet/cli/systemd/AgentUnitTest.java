package dev.crayfleet.cli.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit file of named agents. */
class AgentUnitTest {
    @TempDir private Path folder;

    private AgentUnit unit() {
        return new AgentUnit(folder, Path.of("/bin/true"), Path.of("/opt/a java \"100%\""));
    }

    @Test
    void runsOneAgentForEachName() {
        assertThat(unit().text())
                .contains("WorkingDirectory=" + folder + "\n")
                .contains("Environment=\"JAVA_HOME=/opt/a java \\\"100%%\\\"\"\n")
                .contains("\"/bin/true\" runner --agents %i\n");
        assertThat(AgentUnit.place(Path.of("/home/me")))
                .isEqualTo(Path.of("/home/me/.config/systemd/user/crayfleet-agent@.service"));
    }

    /** Where there is no systemd, it says nothing. */
    @Test
    void systemdHasNothingAgainstIt() throws Exception {
        Path file = folder.resolve("units").resolve(AgentUnit.NAME);
        unit().write(file);
        assertThat(file).content().isEqualTo(unit().text());
        assertThat(AgentUnit.complaints(file)).isEmpty();
        if (ThisMachine.systemdVersion() > 0) {
            Files.writeString(file, unit().text().replace("KillMode=mixed", "KillMode=mixd"));
            assertThat(AgentUnit.complaints(file)).contains("mixd");
        }
    }

    @Test
    void refusesPathsThatWouldEndALine() {
        assertThatThrownBy(() ->
                        new AgentUnit(
                                Path.of("/a\nExecStart=/bin/sh"),
                                Path.of("/bin/true"),
                                Path.of("/java")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
