package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.stage.DiscordConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What discord-config.env says, as Discord's settings take it. */
class DiscordConfigTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @MethodSource("readable")
    void settingsThatCannotBeAreRefusedWithoutBeingShown(HostileInput input) throws IOException {
        Path file = folder.resolve("discord-config.env");
        Files.write(file, input.bytes("file").orElseThrow());
        Map<String, String> values = DiscordConfigFile.read(file);
        Optional<String> error = input.answer("settings");
        if (error.isPresent()) {
            assertThatThrownBy(() -> settings(values))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(error.get())
                    .message()
                    .doesNotContain("made");
        } else {
            assertThatCode(() -> settings(values)).doesNotThrowAnyException();
            assertThat(settings(values).token()).matches("|made\\.up-1");
        }
    }

    private static List<HostileInput> readable() {
        return Corpus.of("discord-config").stream()
                .filter(input -> input.answer("error").isEmpty())
                .toList();
    }

    private static DiscordSettings settings(Map<String, String> values) {
        return new DiscordSettings(
                values.getOrDefault("discord.token", ""),
                "",
                "",
                values.getOrDefault("discord.guild-id", ""),
                new DiscordSettings.Channels(
                        values.getOrDefault("discord.task-queue-channel", ""),
                        values.getOrDefault("discord.results-channel", ""),
                        values.getOrDefault("discord.worker-pool-channel", "")),
                AllowedBots.of(values.getOrDefault("discord.allowed-bots", "")));
    }
}
