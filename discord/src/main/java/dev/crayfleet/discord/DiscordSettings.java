package dev.crayfleet.discord;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Discord's addresses, the bot's token and the channels. An empty value is not configured.
 *
 * @param token of the bot; without it nothing connects to Discord
 * @param apiUrl {@code http://host:port/api/v10/}; empty is the real Discord
 * @param gatewayUrl {@code ws://host:port}; empty is the real Discord. JDA does not take it from
 *     the API's answer, so another Discord needs both URLs
 * @param guildId of the channels; used by set-up and people, not by ingest and poster
 * @param allowedBots bots and webhooks that may post tasks
 */
public record DiscordSettings(
        String token,
        String apiUrl,
        String gatewayUrl,
        String guildId,
        Channels channels,
        AllowedBots allowedBots) {
    private static final Pattern SNOWFLAKE = Pattern.compile("\\d{1,20}");
    private static final Pattern TOKEN = Pattern.compile("[!-~&&[^\"'`]]*");

    /** Ids (snowflakes), all different. */
    public record Channels(String taskQueue, String results, String workerPool) {
        /**
         * @throws IllegalArgumentException with a sentence, if one is no id or two are the same
         */
        public Channels {
            Map<String, String> settingOfId = new LinkedHashMap<>();
            check(taskQueue, "discord.task-queue-channel (TASK_QUEUE_CHANNEL)", settingOfId);
            check(results, "discord.results-channel (RESULTS_CHANNEL)", settingOfId);
            check(workerPool, "discord.worker-pool-channel (WORKER_POOL_CHANNEL)", settingOfId);
        }

        private static void check(String id, String setting, Map<String, String> settingOfId) {
            requireId(setting, id);
            String otherSetting = id.isEmpty() ? null : settingOfId.putIfAbsent(id, setting);
            if (otherSetting != null) {
                throw new IllegalArgumentException(
                        "%s and %s are the same channel, %s. Tasks, results and what the fleet does need a channel each."
                                .formatted(otherSetting, setting, id));
            }
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence that never shows the token, if the token
     *     cannot be one or the guild's id is none
     */
    public DiscordSettings {
        token = token.strip().replaceFirst("^Bot\\s+", "");
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "discord.token (DISCORD_TOKEN, or ORCHESTRATOR_AGENT_TOKEN in discord-config.env) has white space, quotes or other characters in it that no token has. Copy it again, in one piece. (It is not shown here.)");
        }
        if (apiUrl.isBlank() && !token.isEmpty() && token.indexOf('.') < 0) {
            throw new IllegalArgumentException(
                    "discord.token (DISCORD_TOKEN, or ORCHESTRATOR_AGENT_TOKEN in discord-config.env) is no bot's token, which has dots in it: it may be an id, a public key or a client secret. The token is in the Developer Portal under Bot, Reset Token. (It is not shown here.)");
        }
        guildId = guildId.strip();
        requireId("discord.guild-id (GUILD_ID)", guildId);
        apiUrl = apiUrl.isBlank() || apiUrl.endsWith("/") ? apiUrl.strip() : apiUrl.strip() + "/";
        gatewayUrl = gatewayUrl.strip();
    }

    /** Whether there is anything to log in with. */
    public boolean configured() {
        return !token.isEmpty();
    }

    /** A text of others, in which the token is not to be read. */
    String masked(String text) {
        return configured() ? text.replace(token, "(the token)") : text;
    }

    private static void requireId(String setting, String id) {
        if (!id.isEmpty() && !SNOWFLAKE.matcher(id).matches()) {
            // The value is not shown: it may be a token that was put in the wrong line.
            throw new IllegalArgumentException(
                    "%s is not an id. An id is a number: turn on Developer Mode in Discord (User Settings, Advanced), and copy it with a right-click."
                            .formatted(setting));
        }
    }

    /** Without the token, so that no log ever shows it. */
    @Override
    public String toString() {
        return "DiscordSettings[token=%s, apiUrl=%s, gatewayUrl=%s, guildId=%s, channels=%s, allowedBots=%s]"
                .formatted(
                        configured() ? "(set)" : "(none)",
                        apiUrl,
                        gatewayUrl,
                        guildId,
                        channels,
                        allowedBots);
    }
}
