package dev.crayfleet.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileValuesTest {
    private static final DiscordSettings SETTINGS =
            new DiscordSettings(
                    "a.b.c",
                    "",
                    "",
                    "1",
                    new DiscordSettings.Channels("2", "3", "4"),
                    AllowedBots.NONE);

    @Test
    void everyVariableThatGoesBeforeTheFileIsNamed() {
        assertThat(
                        FileValues.winning(
                                SETTINGS,
                                Map.of(
                                        "CHIP_TOKEN", "d.e.f",
                                        "GUILD_ID", "9",
                                        "DISCORD_RESULTS_CHANNEL", "8",
                                        "WORKER_POOL_CHANNEL", "4")))
                .containsExactly("CHIP_TOKEN", "GUILD_ID", "DISCORD_RESULTS_CHANNEL");
        assertThat(FileValues.winning(SETTINGS, Map.of("DISCORD_TOKEN", "d.e.f")))
                .containsExactly("DISCORD_TOKEN");
    }

    @Test
    void theOldestNameOfTheTokenCountsOnlyWhereNoOtherOneIsRight() {
        assertThat(
                        FileValues.winning(
                                SETTINGS, Map.of("CHIP_TOKEN", "d.e.f", "DISCORD_TOKEN", "a.b.c")))
                .isEmpty();
        assertThat(FileValues.winning(SETTINGS, Map.of("CHIP_TOKEN", "a.b.c"))).isEmpty();
    }
}
