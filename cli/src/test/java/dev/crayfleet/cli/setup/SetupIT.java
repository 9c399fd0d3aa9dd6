package dev.crayfleet.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.discord.AllowedBots;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.setup.Server;
import dev.crayfleet.discord.setup.ServerSetup;
import dev.crayfleet.emulator.ChannelConfig;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.stage.DiscordConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Setting up by real logins, with somebody who answers. */
class SetupIT {
    // Bits of permissions, by Discord's documentation.
    private static final long SEND_MESSAGES = 1L << 11;
    private static final long MANAGE_CHANNELS = 1L << 4;
    private static final long FLEET = 311385246784L;

    @TempDir private Path folder;
    private Path file;
    private DiscordEmulator discord;
    private final ScriptedDialogue person = new ScriptedDialogue();

    @BeforeEach
    void start() {
        file = folder.resolve("discord-config.env");
        start(EmulatorConfig.inMemory());
    }

    private void start(EmulatorConfig config) {
        if (discord != null) {
            discord.close();
        }
        discord = DiscordEmulator.start(config);
        person.on("The token", discord.botToken());
    }

    @AfterEach
    void stop() {
        discord.close();
    }

    private List<String> setUp() throws InterruptedException {
        return setUp(person, false, false);
    }

    private List<String> setUp(ScriptedDialogue dialogue, boolean yes, boolean force)
            throws InterruptedException {
        return setUp(dialogue, Optional.empty(), Optional.empty(), yes, force);
    }

    private List<String> setUp(
            ScriptedDialogue dialogue,
            Optional<FoundToken> token,
            Optional<String> results,
            boolean yes,
            boolean force)
            throws InterruptedException {
        SetupOptions options =
                new SetupOptions(
                        file,
                        token,
                        Optional.empty(),
                        new SetupOptions.Channels(Optional.empty(), results, Optional.empty()),
                        new SetupOptions.Consent(yes, force),
                        new SetupOptions.Addresses(discord.apiUrl(), discord.gatewayUrl()));
        return new Setup(options, List.of(), Map.of("GUILD_ID", "7"), dialogue).run();
    }

    private Optional<FoundToken> botToken() {
        return Optional.of(new FoundToken(discord.botToken(), "a test"));
    }

    private void assertWritten(String taskQueue, String results, String workerPool)
            throws Exception {
        assertThat(DiscordConfigFile.read(file))
                .isEqualTo(
                        Map.of(
                                "discord.token", discord.botToken(),
                                "discord.guild-id", discord.guildId(),
                                "discord.task-queue-channel", discord.channelId(taskQueue),
                                "discord.results-channel", discord.channelId(results),
                                "discord.worker-pool-channel", discord.channelId(workerPool),
                                "discord.api-url", discord.apiUrl() + "/",
                                "discord.gateway-url", discord.gatewayUrl()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsThereIsTakenWithEnterAlone() throws Exception {
        assertThat(setUp()).isEmpty();
        assertWritten("task-queue", "results", "worker-pool");
        assertThat(person.told())
                .contains("Reset Token", "Message Content Intent")
                .contains("The bot is fleet.", "The server is Local Discord.")
                .contains("Channel for tasks [#task-queue]")
                .contains("the bot can post in all three channels, and react")
                .contains("the environment has GUILD_ID, set to something else")
                .doesNotContain(discord.botToken());
        for (String each : discord.channelNames()) {
            assertThat(discord.messages(each)).as("left in " + each).isEmpty();
        }
    }

    @Test
    void channelsThatAreMissingAreMade() throws Exception {
        start(
                EmulatorConfig.inMemory()
                        .withChannels(
                                List.of(
                                        ChannelConfig.named("general"),
                                        ChannelConfig.named("answers"))));
        person.on("Channel for results", "#Answers");
        assertThat(setUp()).isEmpty();
        assertThat(discord.channelNames())
                .containsExactly("general", "answers", "task-queue", "worker-pool");
        assertWritten("task-queue", "answers", "worker-pool");
        assertThat(person.told())
                .contains("Channels that the bot sees: #general, #answers")
                .contains("Channel for tasks [#task-queue, which is made]")
                .contains("#task-queue is made.");
    }

    @Test
    void oneOfTwoServersIsChosenAndTheOtherLeftAlone() throws Exception {
        start(EmulatorConfig.inMemory().withOtherGuilds(List.of("Work")));
        person.on("Which server", "3", "2");
        assertThat(setUp()).isEmpty();
        assertThat(person.told())
                .contains("  1  Local Discord", "  2  Work", "none of the numbers")
                .contains("The server is Work.", "#task-queue is made.")
                .contains("the bot can post in all three channels, and react");
        Map<String, String> written = DiscordConfigFile.read(file);
        assertThat(written.get("discord.guild-id")).isNotEqualTo(discord.guildId());
        try (ServerSetup bot = ServerSetup.open(login(), Duration.ofSeconds(20))) {
            Server work = ServerStep.find(bot.servers(), "work");
            assertThat(written)
                    .containsEntry("discord.guild-id", work.id())
                    .containsEntry("discord.task-queue-channel", id(work, "task-queue"))
                    .containsEntry("discord.results-channel", id(work, "results"))
                    .containsEntry("discord.worker-pool-channel", id(work, "worker-pool"));
            assertThat(work.channels()).hasSize(3);
            Server other = ServerStep.find(bot.servers(), discord.guildId());
            assertThat(other.channels()).hasSize(3).doesNotContainAnyElementsOf(work.channels());
        }
        // Once more, where nobody can be asked: the earlier server is the one that is meant.
        assertThat(setUp(ScriptedDialogue.nobody(), false, false)).isEmpty();
        assertThat(DiscordConfigFile.read(file)).isEqualTo(written);
    }

    @Test
    void whereNobodyCanChooseAServerTheOptionIsNamed() {
        start(EmulatorConfig.inMemory().withOtherGuilds(List.of("Work")));
        assertThatThrownBy(() ->
                        setUp(ScriptedDialogue.nobody(), botToken(), Optional.empty(), true, false))
                .hasMessageContaining("on several servers")
                .hasMessageContaining("name one with --server. It is on: Local Discord (")
                .hasMessageContaining(", Work (");
        assertThat(file).doesNotExist();
    }

    private DiscordSettings login() {
        return new DiscordSettings(
                discord.botToken(),
                discord.apiUrl() + "/",
                discord.gatewayUrl(),
                "",
                new DiscordSettings.Channels("", "", ""),
                AllowedBots.NONE);
    }

    private static String id(Server server, String channel) {
        return server.find(channel).orElseThrow().id();
    }

    @Test
    void aChannelThatCannotBeMadeIsMadeByThePerson() throws Exception {
        start(
                EmulatorConfig.inMemory()
                        .withChannels(
                                List.of(
                                        ChannelConfig.named("task-queue"),
                                        ChannelConfig.named("worker-pool"))));
        discord.faults()
                .on("POST /guilds/{guild_id}/channels")
                .refused(403, 50013, "Missing Permissions", 1);
        person.on(
                "Press Enter",
                () -> {
                    if (!discord.channelNames().contains("results")) {
                        discord.raw().newChannel("results", "{}");
                    }
                    return "";
                });
        assertThat(setUp()).isEmpty();
        assertWritten("task-queue", "results", "worker-pool");
        assertThat(person.told())
                .contains("#results could not be made: Missing Permissions (HTTP status 403")
                .contains("permissions=" + (FLEET + MANAGE_CHANNELS));
    }

    @Test
    void aTokenThatIsNoneIsAskedForAgain() throws Exception {
        person.on("The token", "", "in two.pieces", "made.up.1", discord.botToken());
        assertThat(setUp()).isEmpty();
        assertWritten("task-queue", "results", "worker-pool");
        assertThat(person.told())
                .contains("the token is empty")
                .contains("That has white space, quotes or other characters in it")
                .contains("Discord does not accept this token. Copy it again in one piece")
                .doesNotContain("in two.pieces", "made.up.1", discord.botToken());
    }

    @Test
    void anIntentThatIsOffIsWaitedFor() throws Exception {
        discord.faults().contentIntentRefused(true);
        person.on(
                "Press Enter",
                () -> {
                    discord.faults().contentIntentRefused(false);
                    return "";
                });
        assertThat(setUp()).isEmpty();
        assertThat(person.told())
                .contains("refuses the Message Content intent", "Privileged Gateway Intents");
    }

    @Test
    void aBotOnNoServerIsInvited() throws Exception {
        discord.faults().uninvited(true);
        person.on(
                "Press Enter",
                () -> {
                    discord.faults().uninvited(false);
                    return "";
                });
        assertThat(setUp()).isEmpty();
        assertWritten("task-queue", "results", "worker-pool");
        assertThat(person.told())
                .contains("on no server yet")
                .containsPattern(
                        "https://discord.com/oauth2/authorize\\?client_id=\\d+&scope=bot\\+applications.commands&permissions="
                                + (FLEET + MANAGE_CHANNELS));
    }

    @Test
    void aRightThatIsMissingIsToldAndTheFileIsWritten() throws Exception {
        discord.raw()
                .newChannel(
                        "read-only",
                        "{\"permission_overwrites\":[{\"id\":\"%s\",\"type\":0,\"allow\":\"0\",\"deny\":\"%d\"}]}"
                                .formatted(discord.guildId(), SEND_MESSAGES));
        person.on("Channel for results", "read-only").on("or write skip", "", "skip");
        assertThat(setUp()).containsExactly("In #read-only the bot lacks: Send Messages.");
        assertWritten("task-queue", "read-only", "worker-pool");
        assertThat(person.told()).contains("&permissions=" + FLEET);
    }

    @Test
    void whatFailsWhenItIsTriedIsTriedAgain() throws Exception {
        discord.faults()
                .on("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me")
                .refused(403, 50013, "Missing Permissions", 1);
        assertThat(setUp()).isEmpty();
        assertThat(person.told())
                .contains("In #task-queue the bot could not react: Missing Permissions")
                .contains("the bot can post in all three channels");
        assertThat(discord.messages("task-queue")).isEmpty();
    }

    @Test
    void oneChannelForTwoPurposesIsRefused() throws Exception {
        person.on("Channel for results", "task-queue", "");
        assertThat(setUp()).isEmpty();
        assertThat(person.told()).contains("#task-queue is for tasks already");
        assertWritten("task-queue", "results", "worker-pool");
    }

    /** As the earlier systems' set-up wrote it, and people have edited it since. */
    @Test
    void whatIsNotOursStaysInTheFile() throws Exception {
        Files.writeString(
                file,
                """
                # ours
                export ORCHESTRATOR_AGENT_TOKEN="made.up.1"
                CHIP_TOKEN=made.up.2
                WORKER1_TOKEN='made.up.3'
                DISCORD_TOKEN=made.up.4
                RESULTS_CHANNEL=12 # old
                DISCORD_ALLOWED_BOTS=5
                """);
        person.on("Use the token", "n");
        assertThat(setUp()).isEmpty();
        assertThat(Files.readString(file))
                .startsWith(
                        """
                        # ours
                        ORCHESTRATOR_AGENT_TOKEN=%s
                        CHIP_TOKEN=made.up.2
                        WORKER1_TOKEN='made.up.3'
                        RESULTS_CHANNEL=%s
                        DISCORD_ALLOWED_BOTS=5
                        GUILD_ID=%s
                        """
                                .formatted(
                                        discord.botToken(),
                                        discord.channelId("results"),
                                        discord.guildId()));
        assertThat(DiscordConfigFile.read(file))
                .containsEntry("discord.token", discord.botToken())
                .containsEntry("discord.allowed-bots", "5");
        assertThat(person.told())
                .contains("RESULTS_CHANNEL, WORKER_POOL_CHANNEL", " in " + file)
                .doesNotContain("made.up");
    }

    @Test
    void aFileIsNotChangedAgainstAnAnswer() throws Exception {
        Files.writeString(file, "RESULTS_CHANNEL=12\n");
        person.on("Change", "n");
        assertThatThrownBy(this::setUp).hasMessageContaining("stays as it was");
        assertThat(file).hasContent("RESULTS_CHANNEL=12\n");
    }

    @Test
    void whereNobodyIsTheMissingOptionIsNamed() throws Exception {
        ScriptedDialogue nobody = ScriptedDialogue.nobody();
        assertThatThrownBy(() -> setUp(nobody, false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--token-file names a file with it, --token-env a variable");
        assertThatThrownBy(() -> setUp(nobody, botToken(), Optional.of("answers"), false, false))
                .hasMessageContaining("there is no channel #answers")
                .hasMessageContaining("name another one with --results, or add --yes");
        discord.faults().contentIntentRefused(true);
        assertThatThrownBy(() -> setUp(nobody, botToken(), Optional.empty(), true, false))
                .hasMessageContaining("refuses the Message Content intent");
        discord.faults().contentIntentRefused(false);
        discord.faults().uninvited(true);
        assertThatThrownBy(() -> setUp(nobody, botToken(), Optional.empty(), true, false))
                .hasMessageContaining("on no server yet")
                .hasMessageContaining("https://discord.com/oauth2/authorize?client_id=");
        assertThat(file).doesNotExist();
    }

    @Test
    void whereNobodyIsAFileIsChangedOnlyByForce() throws Exception {
        Files.writeString(file, "RESULTS_CHANNEL=12\n");
        ScriptedDialogue nobody = ScriptedDialogue.nobody();
        assertThatThrownBy(() -> setUp(nobody, botToken(), Optional.empty(), true, false))
                .hasMessageContaining("RESULTS_CHANNEL, WORKER_POOL_CHANNEL")
                .hasMessageContaining("add --force to have that changed");
        assertThat(file).hasContent("RESULTS_CHANNEL=12\n");
        assertThat(setUp(nobody, botToken(), Optional.empty(), true, true)).isEmpty();
        assertWritten("task-queue", "results", "worker-pool");
        // And again, with the token and the addresses that are there now.
        assertThat(setUp(nobody, false, false)).isEmpty();
        assertThat(nobody.told())
                .contains("The token is the one that " + file + " has.")
                .contains("says all of this already")
                .doesNotContain(discord.botToken());
    }

    @Test
    void aDiscordThatIsAwayIsNotTheTokensFault() {
        discord.close();
        assertThatThrownBy(this::setUp).hasMessageContaining("Discord cannot be reached");
        assertThat(file).doesNotExist();
    }
}
