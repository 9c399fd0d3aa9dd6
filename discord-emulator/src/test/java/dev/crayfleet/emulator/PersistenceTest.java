package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {
    @TempDir Path folder;

    private DiscordEmulator start() {
        return DiscordEmulator.start(EmulatorConfig.in(folder));
    }

    @Test
    void aRestartKeepsTheStateAndContinuesTheIds() throws Exception {
        String guild;
        String token;
        EmulatedMessage message;
        try (var discord = start();
                var http = new Http(discord)) {
            guild = discord.guildId();
            token = discord.botToken();
            message = discord.postAs(discord.userToken(), "task-queue", "add 1 and 1");
            String path = http.channelPath("task-queue") + "/messages";
            String reaction = path + "/" + message.id() + "/reactions/%E2%9C%85/@me";
            assertThat(http.bot("PUT", reaction).status()).isEqualTo(204);
            String body = "{\"content\":\"once\",\"nonce\":\"n\",\"enforce_nonce\":true}";
            http.bot("POST", path, body);
        }
        // An incomplete line, as a killed process leaves it.
        Files.writeString(
                folder.resolve("journal.jsonl"),
                "{\"type\":\"message-stored\",\"mess",
                StandardOpenOption.APPEND);
        try (var discord = start();
                var http = new Http(discord)) {
            assertThat(discord.guildId()).isEqualTo(guild);
            assertThat(discord.botToken()).isEqualTo(token);
            var messages = discord.messages("task-queue");
            assertThat(messages).hasSize(2);
            assertThat(messages.getFirst().content()).isEqualTo("add 1 and 1");
            assertThat(messages.getFirst().hasReaction("✅")).isTrue();
            String body = "{\"content\":\"once\",\"nonce\":\"n\",\"enforce_nonce\":true}";
            http.bot("POST", http.channelPath("task-queue") + "/messages", body);
            assertThat(discord.messages("task-queue")).hasSize(2);
            var next = discord.postAs(discord.userToken(), "task-queue", "next");
            assertThat(Long.parseLong(next.id()))
                    .isGreaterThan(Long.parseLong(messages.get(1).id()));
        }
        try (var discord = start()) {
            assertThat(discord.messages("task-queue")).hasSize(3);
        }
    }

    @Test
    void anotherGuildIsKeptWithItsChannels() throws Exception {
        EmulatorConfig config = EmulatorConfig.in(folder).withOtherGuilds(List.of("Other"));
        String channels;
        try (var discord = DiscordEmulator.start(config);
                var http = new Http(discord)) {
            JsonNode guilds = http.bot("GET", "/users/@me/guilds").body();
            assertThat(guilds).hasSize(2);
            assertThat(guilds.path(1).path("name").asText()).isEqualTo("Other");
            channels = "/guilds/" + guilds.path(1).path("id").asText() + "/channels";
            assertThat(http.bot("POST", channels, "{\"name\":\"results\"}").status())
                    .isEqualTo(200);
        }
        try (var discord = DiscordEmulator.start(config);
                var http = new Http(discord)) {
            assertThat(http.bot("GET", "/users/@me/guilds").body()).hasSize(2);
            JsonNode made = http.bot("GET", channels).body();
            assertThat(made).hasSize(1);
            assertThat(made.path(0).path("id").asText()).isNotEqualTo(discord.channelId("results"));
            assertThat(http.bot("GET", "/guilds/7/channels").status()).isEqualTo(404);
        }
    }

    /** Of the time when there was one guild. */
    @Test
    void channelsOfAnOldJournalAreInTheFirstGuild() throws Exception {
        String id;
        try (var discord = start()) {
            id = discord.channelId("results");
        }
        Path journal = folder.resolve("journal.jsonl");
        String written = Files.readString(journal);
        String old = written.replaceAll(",\"guildId\":\"?\\d+\"?", "");
        assertThat(old).isNotEqualTo(written);
        Files.writeString(journal, old);
        try (var discord = start();
                var http = new Http(discord)) {
            assertThat(discord.channelId("results")).isEqualTo(id);
            assertThat(http.bot("GET", "/guilds/" + discord.guildId() + "/channels").body())
                    .hasSize(3);
        }
    }

    @Test
    void aSecondEmulatorCannotUseTheFolder() {
        try (var discord = start()) {
            assertThat(discord.guildId()).isNotEmpty();
            assertThatThrownBy(this::start).hasMessageContaining("Another emulator");
        }
    }
}
