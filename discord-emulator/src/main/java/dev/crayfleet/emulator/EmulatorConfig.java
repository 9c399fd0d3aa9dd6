package dev.crayfleet.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the emulator is to be like.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param dataFolder where it keeps everything over restarts; null keeps it in memory
 * @param clock for ids, timestamps, nonces and rate limits
 * @param guildName names of a guild that is there already stay
 * @param channels at least one; those missing are added at start, in this order
 * @param botName who {@link DiscordEmulator#botToken()} is
 * @param userName who {@link DiscordEmulator#userToken()} and the page are
 */
public record EmulatorConfig(
        int port,
        @Nullable Path dataFolder,
        Clock clock,
        RateLimits rateLimits,
        String guildName,
        List<String> channels,
        String botName,
        String userName) {

    public EmulatorConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("A guild needs a channel");
        }
    }

    /** Any free port, nothing kept, generous limits, the channels of a fleet. */
    public static EmulatorConfig inMemory() {
        return new EmulatorConfig(
                0,
                null,
                Clock.systemUTC(),
                RateLimits.generous(),
                "Local fleet",
                List.of("task-queue", "results", "worker-pool"),
                "fleet",
                "you");
    }

    /** As {@link #inMemory()}, but everything outlives the process. */
    public static EmulatorConfig in(Path dataFolder) {
        EmulatorConfig c = inMemory();
        return new EmulatorConfig(
                c.port,
                dataFolder,
                c.clock,
                c.rateLimits,
                c.guildName,
                c.channels,
                c.botName,
                c.userName);
    }

    public EmulatorConfig withPort(int newPort) {
        return new EmulatorConfig(
                newPort, dataFolder, clock, rateLimits, guildName, channels, botName, userName);
    }

    public EmulatorConfig withClock(Clock newClock) {
        return new EmulatorConfig(
                port, dataFolder, newClock, rateLimits, guildName, channels, botName, userName);
    }

    public EmulatorConfig withRateLimits(RateLimits newLimits) {
        return new EmulatorConfig(
                port, dataFolder, clock, newLimits, guildName, channels, botName, userName);
    }

    public EmulatorConfig withChannels(List<String> newChannels) {
        return new EmulatorConfig(
                port, dataFolder, clock, rateLimits, guildName, newChannels, botName, userName);
    }
}
