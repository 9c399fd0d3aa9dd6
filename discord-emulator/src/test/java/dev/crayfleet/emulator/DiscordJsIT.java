package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs unmodified discord.js with {@code src/test/js/check.mjs}. */
class DiscordJsIT {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "js");
    private static final int INSTALL_TIMEOUT_MINUTES = 3;

    /** Skips the test where there is no npm, except in CI, where there has to be one. */
    @BeforeAll
    static void install() throws Exception {
        boolean isInstalled = succeeds("node", "--version") && succeeds("npm", "--version");
        if (!isInstalled && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI needs node and npm");
        }
        Assumptions.assumeTrue(isInstalled, "Skipped: no node with npm here");
        Path installedLock = INSTALLED.resolve("package-lock.json");
        boolean isCurrent =
                Files.exists(INSTALLED.resolve("node_modules"))
                        && Files.mismatch(SOURCES.resolve("package-lock.json"), installedLock)
                                == -1;
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "check.mjs")) {
            copy(file);
        }
        if (!isCurrent) {
            Files.deleteIfExists(installedLock);
            copy("package-lock.json");
            Process npm = start(List.of("npm", "ci", "--ignore-scripts", "--no-audit"));
            String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(npm.waitFor(INSTALL_TIMEOUT_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(npm.exitValue()).as(output).isZero();
        }
    }

    private static void copy(String file) throws IOException {
        Files.copy(
                SOURCES.resolve(file),
                INSTALLED.resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void unmodifiedDiscordJsPassesAllItsChecks() throws Exception {
        try (var discord = DiscordEmulator.start(EmulatorConfig.inMemory());
                var http = new Http(discord)) {
            Process node =
                    start(
                            List.of(
                                    "node",
                                    "check.mjs",
                                    discord.apiUrl(),
                                    discord.botToken(),
                                    discord.channelId("task-queue")));
            try {
                assertThat(answerLines(node, discord, http)).endsWith("done");
                assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(node.exitValue()).isZero();
            } finally {
                node.destroyForcibly();
            }
            assertThat(discord.messages("task-queue").getFirst().hasReaction("✅")).isTrue();
        }
    }

    /**
     * Does what each line of the script asks for, until it ends.
     *
     * @return all lines
     */
    private static List<String> answerLines(Process node, DiscordEmulator discord, Http http)
            throws Exception {
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                switch (line.split(" ", 2)[0]) {
                    case "ready" ->
                            discord.postAs(discord.userToken(), "task-queue", "from a person");
                    case "limit" -> {
                        discord.faults().rateLimited(Duration.ofMillis(300), 1);
                        node.getOutputStream().write('\n');
                        node.getOutputStream().flush();
                    }
                    case "drop" -> {
                        discord.faults().gatewayRefused(true);
                        discord.faults().gatewayDropped();
                        discord.postAs(discord.userToken(), "task-queue", "while you were away");
                        discord.faults().gatewayRefused(false);
                    }
                    case "click" -> click(discord, http, line.substring("click ".length()));
                    default -> {
                        // Lines of an error; the assertion shows all of them.
                    }
                }
            }
        }
        return lines;
    }

    private static void click(DiscordEmulator discord, Http http, String message) throws Exception {
        String body =
                """
                {"type":3,"channel_id":"%s","message_id":"%s",
                 "data":{"component_type":2,"custom_id":"again"}}
                """
                        .formatted(discord.channelId("task-queue"), message);
        var request =
                http.request("POST", "/interactions", body)
                        .setHeader("Authorization", discord.userToken())
                        .build();
        assertThat(http.send(request).status()).isEqualTo(200);
    }
}
