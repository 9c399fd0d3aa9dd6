package dev.crayfleet.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator is set up.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param dataFolder keeps everything over restarts; null keeps it in memory only
 * @param clock for ids, timestamps, nonces and rate limits
 * @param guildName of the guild, which is renamed if it has another
 * @param channels at least one; missing ones are added at start, in this order, and those without a
 *     topic get theirs
 * @param botName of the account of {@link DiscordEmulator#botToken()}
 * @param userName of the account of {@link DiscordEmulator#userToken()}, which the page uses
 * @param otherGuildNames of further guilds, which are added at start if they are missing, without a
 *     channel. Whoever is on the first guild is on them as well; the page shows the first, and
 *     slash commands of any are those of all
 */
public record EmulatorConfig(
        int port,
        @Nullable Path dataFolder,
        Clock clock,
        RateLimits rateLimits,
        String guildName,
        List<ChannelConfig> channels,
        String botName,
        String userName,
        List<String> otherGuildNames) {

    public EmulatorConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        channels = List.copyOf(channels);
        otherGuildNames = List.copyOf(otherGuildNames);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("A guild needs a channel");
        }
    }

    /** A free port, nothing kept on disk, generous rate limits, the channels of a fleet. */
    public static EmulatorConfig inMemory() {
        return new EmulatorConfig(
                0,
                null,
                Clock.systemUTC(),
                RateLimits.generous(),
                "Local Discord",
                Stream.of("task-queue", "results", "worker-pool")
                        .map(ChannelConfig::named)
                        .toList(),
                "fleet",
                "you",
                List.of());
    }

    /** As {@link #inMemory()}, but everything is kept in the folder. */
    public static EmulatorConfig in(Path dataFolder) {
        return inMemory().withDataFolder(dataFolder);
    }

    public EmulatorConfig withDataFolder(Path newFolder) {
        return new EmulatorConfig(
                port,
                newFolder,
                clock,
                rateLimits,
                guildName,
                channels,
                botName,
                userName,
                otherGuildNames);
    }

    public EmulatorConfig withPort(int newPort) {
        return new EmulatorConfig(
                newPort,
                dataFolder,
                clock,
                rateLimits,
                guildName,
                channels,
                botName,
                userName,
                otherGuildNames);
    }

    public EmulatorConfig withClock(Clock newClock) {
        return new EmulatorConfig(
                port,
                dataFolder,
                newClock,
                rateLimits,
                guildName,
                channels,
                botName,
                userName,
                otherGuildNames);
    }

    public EmulatorConfig withRateLimits(RateLimits newLimits) {
        return new EmulatorConfig(
                port,
                dataFolder,
                clock,
                newLimits,
                guildName,
                channels,
                botName,
                userName,
                otherGuildNames);
    }

    public EmulatorConfig withGuildName(String newName) {
        return new EmulatorConfig(
                port,
                dataFolder,
                clock,
                rateLimits,
                newName,
                channels,
                botName,
                userName,
                otherGuildNames);
    }

    public EmulatorConfig withChannels(List<ChannelConfig> newChannels) {
        return new EmulatorConfig(
                port,
                dataFolder,
                clock,
                rateLimits,
                guildName,
                newChannels,
                botName,
                userName,
                otherGuildNames);
    }

    public EmulatorConfig withOtherGuilds(List<String> newNames) {
        return new EmulatorConfig(
                port,
                dataFolder,
                clock,
                rateLimits,
                guildName,
                channels,
                botName,
                userName,
                newNames);
    }
}
