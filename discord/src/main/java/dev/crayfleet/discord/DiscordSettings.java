package dev.crayfleet.discord;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which Discord, as whom, and which channels. What is empty is not configured.
 *
 * @param token of the bot; without it nothing of ours speaks to Discord
 * @param apiUrl {@code http://host:port/api/v10/}; empty is the real Discord
 * @param gatewayUrl {@code ws://host:port}; empty is the real Discord. JDA does not take it from
 *     the API's answer, so another Discord needs both
 * @param guildId where the channels are; for people and set-up, ids of channels suffice here
 * @param allowedBots who besides people may post tasks
 */
public record DiscordSettings(
        String token,
        String apiUrl,
        String gatewayUrl,
        String guildId,
        Channels channels,
        AllowedBots allowedBots) {
    private static final Pattern ID = Pattern.compile("\\d{1,20}");
    private static final Pattern TOKEN = Pattern.compile("[!-~&&[^\"'`]]*");

    /** Ids (snowflakes), all different. */
    public record Channels(String taskQueue, String results, String workerPool) {
        /**
         * @throws IllegalArgumentException with a sentence, if one is no id or two are the same
         */
        public Channels {
            Map<String, String> seen = new LinkedHashMap<>();
            check(taskQueue, "discord.task-queue-channel (TASK_QUEUE_CHANNEL)", seen);
            check(results, "discord.results-channel (RESULTS_CHANNEL)", seen);
            check(workerPool, "discord.worker-pool-channel (WORKER_POOL_CHANNEL)", seen);
        }

        private static void check(String id, String setting, Map<String, String> seen) {
            requireId(setting, id);
            String same = id.isEmpty() ? null : seen.putIfAbsent(id, setting);
            if (same != null) {
                throw new IllegalArgumentException(
                        "%s and %s are the same channel, %s. Tasks, results and what the fleet does need a channel each."
                                .formatted(same, setting, id));
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
        guildId = guildId.strip();
        requireId("discord.guild-id (GUILD_ID)", guildId);
        apiUrl = apiUrl.isBlank() || apiUrl.endsWith("/") ? apiUrl.strip() : apiUrl.strip() + "/";
        gatewayUrl = gatewayUrl.strip();
    }

    /** Whether there is anything to log in with. */
    public boolean configured() {
        return !token.isEmpty();
    }

    private static void requireId(String setting, String id) {
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            // What stands there may be a token that somebody put in the wrong line.
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
