package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    void aSecondEmulatorCannotUseTheFolder() {
        try (var discord = start()) {
            assertThat(discord.guildId()).isNotEmpty();
            assertThatThrownBy(this::start).hasMessageContaining("Another emulator");
        }
    }
}
