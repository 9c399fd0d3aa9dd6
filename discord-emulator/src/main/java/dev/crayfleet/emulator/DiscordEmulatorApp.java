package dev.crayfleet.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An emulator in a process of its own, for a network of containers. Its settings come from the
 * environment:
 *
 * <ul>
 *   <li>{@code EMULATOR_HOST}: the name under which others call it; required
 *   <li>{@code EMULATOR_PORT}: 1 to 65535, 8420 unless set
 *   <li>{@code EMULATOR_DATA}: the folder that keeps everything; required
 *   <li>{@code EMULATOR_CLIENT_FILE}: written at each start with what a bot needs to log in, as
 *       {@code NAME=value} lines; required
 * </ul>
 */
public final class DiscordEmulatorApp {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordEmulatorApp.class);
    private static final String DEFAULT_PORT = "8420";

    private DiscordEmulatorApp() {}

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            DiscordEmulator emulator = start(System.getenv());
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .name("discord-emulator-stop")
                                    .unstarted(() -> {
                                        emulator.close();
                                        stopped.countDown();
                                    }));
        } catch (IllegalArgumentException wrong) {
            LOG.error("The Discord emulator cannot start: {}", wrong.getMessage());
            System.exit(1);
        } catch (RuntimeException | IOException e) {
            LOG.error("The Discord emulator cannot start", e);
            System.exit(1);
        }
        stopped.await();
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if a setting is missing or wrong
     * @throws IOException if the file for clients cannot be written
     */
    static DiscordEmulator start(Map<String, String> environment) throws IOException {
        Reach reach = Reach.everywhereAs(required("EMULATOR_HOST", environment));
        return start(environment, reach);
    }

    static DiscordEmulator start(Map<String, String> environment, Reach reach) throws IOException {
        Path clientFile = Path.of(required("EMULATOR_CLIENT_FILE", environment));
        EmulatorConfig config =
                FleetGuild.config(
                        Path.of(required("EMULATOR_DATA", environment)),
                        port(environment.getOrDefault("EMULATOR_PORT", DEFAULT_PORT)));
        DiscordEmulator emulator = DiscordEmulator.start(config, reach);
        try {
            write(clientSettings(emulator), clientFile);
            LOG.info("a small Discord listens; bots find it at {}", emulator.apiUrl());
            return emulator;
        } catch (IOException | RuntimeException e) {
            emulator.close();
            throw e;
        }
    }

    private static String clientSettings(DiscordEmulator emulator) {
        StringBuilder lines = new StringBuilder();
        lines.append("DISCORD_TOKEN=").append(emulator.botToken()).append('\n');
        lines.append("DISCORD_API_URL=").append(emulator.apiUrl()).append("/\n");
        lines.append("DISCORD_GATEWAY_URL=").append(emulator.gatewayUrl()).append('\n');
        lines.append("GUILD_ID=").append(emulator.guildId()).append('\n');
        for (String channel : emulator.channelNames()) {
            lines.append(channel.replace('-', '_').toUpperCase(Locale.ROOT))
                    .append("_CHANNEL=")
                    .append(emulator.channelId(channel))
                    .append('\n');
        }
        return lines.toString();
    }

    /** As a whole, and readable by its owner only: it has a token. */
    private static void write(String text, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path next =
                Files.createTempFile(
                        Files.createDirectories(folder),
                        ".client",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static String required(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    private static int port(String value) {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "EMULATOR_PORT is a number, 1 to 65535, not " + value, e);
        }
    }
}
