package dev.crayfleet.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.stage.DiscordConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir private Path folder;

    @Test
    void replacesWhereItStandsAndAddsWhatIsMissing() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("GUILD_ID", "1");
        values.put("RESULTS_CHANNEL", "2");
        assertThat(
                        SettingsFile.merge(
                                "# GUILD_ID=0\n\n  export GUILD_ID = '9'\nOTHER=3\nGUILD_ID=8",
                                values))
                .isEqualTo("# GUILD_ID=0\n\nGUILD_ID=1\nOTHER=3\nRESULTS_CHANNEL=2\n");
    }

    @Test
    void theTokensOtherNameDoesNotWinLater() throws IOException {
        Path file = folder.resolve("a.env");
        Files.writeString(file, "ORCHESTRATOR_AGENT_TOKEN=old\nDISCORD_TOKEN=older\n");
        SettingsFile settings = new SettingsFile(file);
        settings.write(settings.with(Map.of("ORCHESTRATOR_AGENT_TOKEN", "new")));
        assertThat(DiscordConfigFile.read(file)).isEqualTo(Map.of("discord.token", "new"));
    }

    @Test
    void aFileThatOthersCouldReadIsClosedToThem() throws IOException {
        Path file = folder.resolve("open.env");
        Files.writeString(file, "GUILD_ID=1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        new SettingsFile(file).write("GUILD_ID=2\n");
        assertThat(file).hasContent("GUILD_ID=2\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aLinkStaysOne() throws IOException {
        Path real = Files.writeString(folder.resolve("real.env"), "GUILD_ID=1\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.env"), real);
        new SettingsFile(link).write("GUILD_ID=2\n");
        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("GUILD_ID=2\n");
    }

    @Test
    void aFileThatCannotBeWrittenIsFoundBeforeAnythingIsAsked() {
        assertThatThrownBy(() -> new SettingsFile(folder.resolve("none/a.env")).read())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no folder " + folder.resolve("none"));
        assertThatThrownBy(() -> new SettingsFile(folder).read())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is a folder, not a file");
    }
}
