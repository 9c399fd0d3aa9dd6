package dev.crayfleet.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequiredSettingsTest {
    private static final Set<RequiredSettings> OF_POSTER =
            EnumSet.of(
                    RequiredSettings.TOKEN, RequiredSettings.RESULTS, RequiredSettings.WORKER_POOL);

    private static DiscordSettings settings(String token, String results, String workerPool) {
        return new DiscordSettings(
                token,
                "",
                "",
                "",
                new DiscordSettings.Channels("", results, workerPool),
                AllowedBots.NONE);
    }

    @Test
    void aWholeConfigurationIsTaken() {
        DiscordSettings whole = settings("made.up.1", "1", "2");
        assertThat(RequiredSettings.requireAll("The poster", whole, OF_POSTER)).isSameAs(whole);
    }

    @Test
    void whatIsMissingIsNamedAndWhereItComesFrom() {
        assertThatThrownBy(() ->
                        RequiredSettings.requireAll(
                                "The poster", settings("made.up.1", "", ""), OF_POSTER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "The poster cannot use Discord: DISCORD_RESULTS_CHANNEL, DISCORD_WORKER_POOL_CHANNEL are not set. Write RESULTS_CHANNEL=…, WORKER_POOL_CHANNEL=… into discord-config.env")
                .hasMessageContaining("README.md, section Discord");
    }

    @Test
    void nothingAtAllMayBeMeantButNotHalf() {
        DiscordSettings nothing = settings("", "", "");
        assertThat(RequiredSettings.requireAllOrNone("The poster", nothing, OF_POSTER))
                .isSameAs(nothing);
        assertThatThrownBy(() ->
                        RequiredSettings.requireAllOrNone(
                                "The poster", settings("", "1", "2"), OF_POSTER))
                .hasMessageContaining("DISCORD_TOKEN is not set. Write ORCHESTRATOR_AGENT_TOKEN=…");
    }

    @Test
    void anIdIsNoToken() {
        assertThatThrownBy(() -> settings("1234567890123456789", "1", "2"))
                .hasMessageContaining("is no bot's token")
                .message()
                .doesNotContain("123456");
    }
}
