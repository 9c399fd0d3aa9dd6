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

/** Unmodified discord.js, driven by {@code src/test/js/check.mjs}. */
class DiscordJsIT {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "js");
    private static final int MINUTES = 3;

    /** Skips the test where there is no npm, except in CI, where there has to be one. */
    @BeforeAll
    static void install() throws Exception {
        boolean there = works("node", "--version") && works("npm", "--version");
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI needs node and npm");
        }
        Assumptions.assumeTrue(there, "Skipped: no node with npm here");
        Path lock = INSTALLED.resolve("package-lock.json");
        boolean current =
                Files.exists(INSTALLED.resolve("node_modules"))
                        && Files.mismatch(SOURCES.resolve("package-lock.json"), lock) == -1;
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "check.mjs")) {
            copy(file);
        }
        if (!current) {
            Files.deleteIfExists(lock);
            copy("package-lock.json");
            Process npm = start(List.of("npm", "ci", "--ignore-scripts", "--no-audit"));
            String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(npm.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(npm.exitValue()).as(output).isZero();
        }
    }

    private static void copy(String file) throws IOException {
        Files.copy(
                SOURCES.resolve(file),
                INSTALLED.resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean works(String... command) throws InterruptedException {
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
    void discordJsTakesItForTheRealOne() throws Exception {
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
                assertThat(converse(node, discord, http)).endsWith("done");
                assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(node.exitValue()).isZero();
            } finally {
                node.destroyForcibly();
            }
            assertThat(discord.messages("task-queue").getFirst().hasReaction("✅")).isTrue();
        }
    }

    private static List<String> converse(Process node, DiscordEmulator discord, Http http)
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
                        // What it says when it fails; the caller shows all of it.
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
