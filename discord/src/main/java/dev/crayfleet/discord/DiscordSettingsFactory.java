package dev.crayfleet.discord;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/** The settings below {@code discord}. */
@Factory
final class DiscordSettingsFactory {
    @Singleton
    DiscordSettings settings(
            @Value("${discord.token:}") String token,
            @Value("${discord.api-url:}") String apiUrl,
            @Value("${discord.gateway-url:}") String gatewayUrl,
            @Value("${discord.guild-id:}") String guildId,
            DiscordSettings.Channels channels,
            @Value("${discord.allowed-bots:}") String allowedBots) {
        return new DiscordSettings(
                token, apiUrl, gatewayUrl, guildId, channels, AllowedBots.of(allowedBots));
    }

    @Singleton
    DiscordSettings.Channels channels(
            @Value("${discord.task-queue-channel:}") String taskQueue,
            @Value("${discord.results-channel:}") String results,
            @Value("${discord.worker-pool-channel:}") String workerPool) {
        return new DiscordSettings.Channels(taskQueue.strip(), results.strip(), workerPool.strip());
    }
}
