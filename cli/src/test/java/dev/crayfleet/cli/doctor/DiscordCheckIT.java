package dev.crayfleet.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found at Discord, by a real login, each fault made there first. */
class DiscordCheckIT {
    // Bits of permissions, by Discord's documentation.
    private static final long SEND_MESSAGES = 1L << 11;
    private static final long ATTACH_FILES = 1L << 15;

    private DiscordEmulator discord;

    @BeforeEach
    void start() {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
    }

    @AfterEach
    void stop() {
        discord.close();
    }

    private DiscordSettings settings(String token, String guild, String results) {
        return new DiscordSettings(
                token,
                discord.apiUrl(),
                discord.gatewayUrl(),
                guild,
                new DiscordSettings.Channels(
                        discord.channelId("task-queue"), results, discord.channelId("worker-pool")),
                AllowedBots.NONE);
    }

    private List<Finding> findWithResultsIn(String channel) throws Exception {
        return find(settings(discord.botToken(), discord.guildId(), channel));
    }

    private static List<Finding> find(DiscordSettings settings) throws Exception {
        return new DiscordCheck(() -> settings).run();
    }

    private static void assertFound(List<Finding> found, Severity severity, String words) {
        assertThat(found)
                .anyMatch(each -> each.severity() == severity && each.sentence().contains(words));
    }

    @Test
    void allThatTheBotNeeds() throws Exception {
        List<Finding> found = findWithResultsIn(discord.channelId("results"));
        assertThat(found).allMatch(each -> each.severity() == Severity.OK);
        assertFound(found, Severity.OK, "The token is that of fleet");
        assertFound(found, Severity.OK, "on the server Local Discord");
        assertFound(found, Severity.OK, "In #task-queue (TASK_QUEUE_CHANNEL)");
    }

    @Test
    void aTokenThatIsRefused() throws Exception {
        List<Finding> found =
                find(settings("made.up.1", discord.guildId(), discord.channelId("results")));
        assertThat(found).hasSize(1);
        assertFound(found, Severity.ERROR, "Discord does not accept the token");
        assertThat(found.toString()).doesNotContain("made.up.1");
    }

    @Test
    void theMessageContentIntentThatIsOff() throws Exception {
        discord.faults().contentIntentRefused(true);
        assertFound(
                findWithResultsIn(discord.channelId("results")),
                Severity.ERROR,
                "refuses the Message Content intent");
    }

    @Test
    void aChannelThatTheBotDoesNotSee() throws Exception {
        assertFound(
                findWithResultsIn("123456"),
                Severity.ERROR,
                "does not see channel 123456 (RESULTS_CHANNEL)");
    }

    @Test
    void aChannelInWhichTheBotMayNotPost() throws Exception {
        long denied = SEND_MESSAGES | ATTACH_FILES;
        // The overwrite is of the role of everybody, whose id is the server's.
        String channel =
                discord.raw()
                        .newChannel(
                                "read-only",
                                "{\"permission_overwrites\":[{\"id\":\"%s\",\"type\":0,\"allow\":\"0\",\"deny\":\"%d\"}]}"
                                        .formatted(discord.guildId(), denied));
        List<Finding> found = findWithResultsIn(channel);
        assertFound(
                found,
                Severity.ERROR,
                "In #read-only (RESULTS_CHANNEL) it lacks: Send Messages, Attach Files");
    }

    @Test
    void anotherServer() throws Exception {
        assertFound(
                find(settings(discord.botToken(), "42", discord.channelId("results"))),
                Severity.ERROR,
                "The bot is not on the server 42");
    }

    @Test
    void aDiscordThatIsAway() throws Exception {
        DiscordSettings settings =
                settings(discord.botToken(), discord.guildId(), discord.channelId("results"));
        discord.close();
        assertFound(find(settings), Severity.ERROR, "Discord cannot be reached");
    }

    @Test
    void halfOfTheSettings() throws Exception {
        assertFound(
                find(settings(discord.botToken(), discord.guildId(), "")),
                Severity.ERROR,
                "DISCORD_RESULTS_CHANNEL is not set");
        assertFound(
                new DiscordCheck(() ->
                        settings(
                                discord.botToken(),
                                discord.guildId(),
                                discord.channelId("task-queue")))
                        .run(),
                Severity.ERROR,
                "are the same channel");
    }

    @Test
    void nothingConfigured() throws Exception {
        DiscordSettings none =
                new DiscordSettings(
                        "", "", "", "", new DiscordSettings.Channels("", "", ""), AllowedBots.NONE);
        assertFound(find(none), Severity.WARNING, "Discord is not configured here");
    }
}
