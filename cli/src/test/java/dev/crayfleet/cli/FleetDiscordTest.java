package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.discord.DiscordSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetDiscordTest {
    private static final Map<String, String> REAL =
            Map.of(
                    "discord.token", "of.the.real",
                    "discord.guild-id", "1",
                    "discord.task-queue-channel", "2",
                    "discord.results-channel", "3",
                    "discord.worker-pool-channel", "4");

    @BeforeEach
    void configure() {
        REAL.forEach(System::setProperty);
    }

    @AfterEach
    void forget() {
        REAL.keySet().forEach(System::clearProperty);
    }

    private static LocalFleetFile local(@Nullable String discord) {
        boolean isSmall = discord != null;
        return new LocalFleetFile(
                discord,
                isSmall ? "ws://127.0.0.1:1" : null,
                isSmall ? "10" : null,
                isSmall ? new LocalFleetFile.Channels("20", "30", "40") : null,
                isSmall ? "user" : null,
                isSmall ? "bot" : null,
                "127.0.0.1:1",
                "http://127.0.0.1:2",
                "http://127.0.0.1:3",
                "http://127.0.0.1:4",
                null,
                null,
                null,
                1);
    }

    /** Or else the real server is emptied by who means the one that runs here. */
    @Test
    void aLocalFleetIsMeantAlsoWhereAnotherDiscordIsConfigured() {
        DiscordSettings meant = FleetDiscord.settings(local("http://127.0.0.1:1/api/v10/"));
        assertThat(meant.token()).isEqualTo("bot");
        assertThat(meant.apiUrl()).isEqualTo("http://127.0.0.1:1/api/v10/");
        assertThat(meant.guildId()).isEqualTo("10");
        assertThat(FleetDiscord.channels(meant.channels(), "all"))
                .containsExactly("20", "30", "40");
    }

    @Test
    void whatIsConfiguredIsMeantWhereNoLocalFleetHasADiscordOfItsOwn() {
        for (LocalFleetFile each : new LocalFleetFile[] {null, local(null)}) {
            DiscordSettings meant = FleetDiscord.settings(each);
            assertThat(meant.token()).isEqualTo("of.the.real");
            assertThat(FleetDiscord.channels(meant.channels(), "all"))
                    .containsExactly("2", "3", "4");
        }
    }
}
