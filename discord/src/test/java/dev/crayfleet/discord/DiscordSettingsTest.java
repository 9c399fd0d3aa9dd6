package dev.crayfleet.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscordSettingsTest {
    @Test
    void isNothingUnlessConfigured() {
        try (ApplicationContext context = ApplicationContext.run()) {
            DiscordSettings settings = context.getBean(DiscordSettings.class);
            assertThat(settings.configured()).isFalse();
            assertThat(settings.apiUrl()).isEmpty();
        }
    }

    @Test
    void everySettingIsRead() {
        Map<String, Object> all =
                Map.of(
                        "discord.token", "made-up",
                        "discord.api-url", "http://127.0.0.1:1/api/v10",
                        "discord.gateway-url", "ws://127.0.0.1:1",
                        "discord.guild-id", "1",
                        "discord.allowed-bots", "5, 6",
                        "discord.task-queue-channel", 2,
                        "discord.results-channel", 3,
                        "discord.worker-pool-channel", 1234567890123456789L);
        try (ApplicationContext context = ApplicationContext.run(all)) {
            DiscordSettings settings = context.getBean(DiscordSettings.class);
            assertThat(settings)
                    .isEqualTo(
                            new DiscordSettings(
                                    "made-up",
                                    "http://127.0.0.1:1/api/v10/",
                                    "ws://127.0.0.1:1",
                                    "1",
                                    new DiscordSettings.Channels("2", "3", "1234567890123456789"),
                                    new AllowedBots(false, Set.of("5", "6"))));
            assertThat(settings.toString()).doesNotContain("made-up");
        }
    }
}
