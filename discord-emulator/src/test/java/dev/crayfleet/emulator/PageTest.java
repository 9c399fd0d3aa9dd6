package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server gives the page. */
class PageTest {
    private static final Path SOURCES =
            Path.of("src/main/resources/dev/crayfleet/emulator/page").toAbsolutePath();

    @TempDir Path folder;

    @Test
    void everyFileIsServedUnderAStrictPolicy() throws Exception {
        try (var discord = DiscordEmulator.start(EmulatorConfig.inMemory());
                var http = new Http(discord);
                Stream<Path> files = Files.list(SOURCES)) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            assertThat(names).hasSizeGreaterThan(20);
            for (String name : names) {
                URI address = URI.create(discord.pageUrl() + name);
                Http.Reply answer = http.send(HttpRequest.newBuilder(address).build());
                assertThat(answer.status()).as(name).isEqualTo(200);
                assertThat(answer.header("Content-Security-Policy"))
                        .contains(
                                "default-src 'none'", "script-src 'self';", "trusted-types 'none'")
                        .contains("connect-src 'self' ws://127.0.0.1:")
                        .doesNotContain("unsafe", "*");
            }
        }
    }

    @Test
    void anOlderGuildGetsNameAndTopicsAndKeepsItsOwn() throws Exception {
        EmulatorConfig before =
                EmulatorConfig.in(folder)
                        .withGuildName("Before")
                        .withChannels(
                                List.of(
                                        ChannelConfig.named("one"),
                                        new ChannelConfig("two", "its own", List.of())));
        String id;
        try (var discord = DiscordEmulator.start(before)) {
            id = discord.channelId("one");
        }
        EmulatorConfig after =
                before.withGuildName("After")
                        .withChannels(
                                List.of(
                                        new ChannelConfig("one", "new", List.of("do it")),
                                        new ChannelConfig("two", "another", List.of())));
        try (var discord = DiscordEmulator.start(after);
                var http = new Http(discord)) {
            assertThat(discord.channelId("one")).isEqualTo(id);
            String guild = "/guilds/" + discord.guildId();
            assertThat(http.bot("GET", guild).body().path("name").asText()).isEqualTo("After");
            assertThat(http.bot("GET", guild + "/channels").body())
                    .extracting(channel -> channel.path("topic").asText())
                    .containsExactly("new", "its own");
        }
    }
}
