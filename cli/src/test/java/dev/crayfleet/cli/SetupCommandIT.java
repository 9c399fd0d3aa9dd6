package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.stage.DiscordConfigFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code setup} as a script calls it, where nobody can be asked. */
class SetupCommandIT {
    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private DiscordEmulator discord;
    private Path token;

    @BeforeEach
    void start() throws Exception {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        token = Files.writeString(folder.resolve("token"), discord.botToken() + "\n");
    }

    @AfterEach
    void stop() {
        discord.close();
    }

    private int run(String... args) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "setup",
                                "--file",
                                folder.resolve("made.env").toString(),
                                "--api-url",
                                discord.apiUrl(),
                                "--gateway-url",
                                discord.gatewayUrl()));
        all.addAll(List.of(args));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        CommandLine commandLine = Crayfleet.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Test
    void everyAnswerCanBeAnOption() {
        int exit =
                run(
                        "--token-file",
                        token.toString(),
                        "--server",
                        "local discord",
                        "--task-queue",
                        "#task-queue",
                        "--results",
                        discord.channelId("worker-pool"),
                        "--worker-pool",
                        "results");
        assertThat(exit).as(err.toString()).isZero();
        assertThat(DiscordConfigFile.read(folder.resolve("made.env")))
                .containsEntry("discord.token", discord.botToken())
                .containsEntry("discord.results-channel", discord.channelId("worker-pool"))
                .containsEntry("discord.worker-pool-channel", discord.channelId("results"));
        assertThat(out.toString())
                .contains("DISCORD_CONFIG=" + folder.resolve("made.env"))
                .contains("./crayfleet local --discord");
        assertThat(out + err.toString()).doesNotContain(discord.botToken());
    }

    @Test
    void aMissingTokenIsAskedOfNobody() {
        assertThat(run("--yes")).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("--token-file names a file with it");
    }

    @Test
    void aTokenThatIsRefusedIsSaidWithItsCureAndNotShown() throws Exception {
        Files.writeString(token, "made.up.1");
        assertThat(run("--token-file", token.toString())).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString())
                .contains("does not accept this token", "Bot, Reset Token")
                .doesNotContain("made.up.1");
    }

    @Test
    void whatDoesNotWorkYetIsSaidThoughTheFileIsWritten() {
        discord.faults()
                .on("POST /channels/{channel_id}/messages")
                .refused(403, 50013, "Missing Permissions", 1);
        assertThat(run("--token-file", token.toString())).isEqualTo(CommandLines.FAILED);
        assertThat(err.toString())
                .contains("In #task-queue the bot could not post: Missing Permissions");
        assertThat(out.toString()).contains("crayfleet doctor").doesNotContain("local --discord");
        assertThat(folder.resolve("made.env")).exists();
    }

    @Test
    void twoTokensOrHalfAnAddressAreRefused() {
        assertThat(run("--token-file", token.toString(), "--token-env", "A"))
                .isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("are two tokens");
        assertThat(execute("setup", "--api-url", discord.apiUrl())).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("both its addresses: --api-url and --gateway-url");
    }
}
