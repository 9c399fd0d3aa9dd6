package dev.crayfleet.discord;

/**
 * Which Discord, as whom, and which channels. What is empty is not configured.
 *
 * @param token of the bot; without it nothing of ours speaks to Discord
 * @param apiUrl {@code http://host:port/api/v10/}; empty is the real Discord
 * @param gatewayUrl {@code ws://host:port}; empty is the real Discord. JDA does not take it from
 *     the API's answer, so another Discord needs both
 * @param guildId where the channels are; for people and set-up, ids of channels suffice here
 */
public record DiscordSettings(
        String token, String apiUrl, String gatewayUrl, String guildId, Channels channels) {
    /** Ids (snowflakes). */
    public record Channels(String taskQueue, String results, String workerPool) {}

    public DiscordSettings {
        token = token.strip();
        apiUrl = apiUrl.isBlank() || apiUrl.endsWith("/") ? apiUrl.strip() : apiUrl.strip() + "/";
        gatewayUrl = gatewayUrl.strip();
    }

    /** Whether there is anything to log in with. */
    public boolean configured() {
        return !token.isEmpty();
    }

    /** Without the token, so that no log ever shows it. */
    @Override
    public String toString() {
        return "DiscordSettings[token=%s, apiUrl=%s, gatewayUrl=%s, guildId=%s, channels=%s]"
                .formatted(
                        configured() ? "(set)" : "(none)", apiUrl, gatewayUrl, guildId, channels);
    }
}
