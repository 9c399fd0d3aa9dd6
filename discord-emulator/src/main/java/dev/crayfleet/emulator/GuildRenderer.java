package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A guild, alone or with everything in it. */
final class GuildRenderer {
    private final EmulatorState state;
    private final UserRenderer users;
    private final ChannelRenderer channels;

    GuildRenderer(EmulatorState state, UserRenderer users, ChannelRenderer channels) {
        this.state = state;
        this.users = users;
        this.channels = channels;
    }

    ArrayNode roles(Guild guild) {
        return JsonTrees.array()
                .add(role(guild.id(), "@everyone", 0, Permissions.EVERYBODY))
                .add(role(guild.botRoleId(), "bots", 1, Permissions.BOTS));
    }

    private static ObjectNode role(long id, String name, int position, long permissions) {
        ObjectNode role = JsonTrees.object();
        role.put("id", Long.toString(id))
                .put("name", name)
                .put("position", position)
                .put("permissions", Long.toString(permissions))
                .put("color", 0)
                .put("hoist", false)
                .put("managed", false)
                .put("mentionable", false)
                .put("flags", 0)
                .putNull("icon")
                .putNull("unicode_emoji");
        role.putObject("colors")
                .put("primary_color", 0)
                .putNull("secondary_color")
                .putNull("tertiary_color");
        return role;
    }

    ObjectNode guild(Guild guild) {
        ObjectNode node = JsonTrees.object();
        node.put("id", Long.toString(guild.id()))
                .put("name", guild.name())
                .put("owner_id", Long.toString(ownerId()))
                .put("afk_timeout", 300)
                .put("verification_level", 0)
                .put("default_message_notifications", 1)
                .put("explicit_content_filter", 0)
                .put("mfa_level", 0)
                .put("nsfw", false)
                .put("widget_enabled", false)
                .put("nsfw_level", 0)
                .put("premium_tier", 0)
                .put("premium_subscription_count", 0)
                .put("premium_progress_bar_enabled", false)
                .put("preferred_locale", "en-US")
                .put("system_channel_flags", 0)
                .put("max_members", 1000)
                .put("max_presences", 1000)
                .put("max_video_channel_users", 25)
                .put("max_stage_video_channel_users", 25)
                .put("region", "local");
        for (String field :
                new String[] {
                    "icon",
                    "splash",
                    "discovery_splash",
                    "description",
                    "banner",
                    "vanity_url_code",
                    "afk_channel_id",
                    "system_channel_id",
                    "rules_channel_id",
                    "public_updates_channel_id",
                    "safety_alerts_channel_id",
                    "application_id",
                    "home_header",
                    "incidents_data",
                    "widget_channel_id"
                }) {
            node.putNull(field);
        }
        node.set("roles", roles(guild));
        node.putArray("emojis");
        node.putArray("stickers");
        node.putArray("features");
        return node;
    }

    /** The guild during an outage. */
    ObjectNode unavailableGuild(Guild guild) {
        return JsonTrees.object().put("id", Long.toString(guild.id())).put("unavailable", true);
    }

    /** The person who runs the emulator. */
    private long ownerId() {
        return state.firstAccount(false).map(Account::id).orElse(0L);
    }

    /** The guild with its members and channels, as a session gets it after READY. */
    ObjectNode guildCreate(Guild guild) {
        ObjectNode node = guild(guild);
        node.put("joined_at", Timestamps.format(Snowflakes.timeOf(guild.id())))
                .put("large", false)
                .put("unavailable", false)
                .put("member_count", state.accounts().size());
        node.set("members", users.members(guild));
        node.set("channels", channels.channels(guild));
        for (String field :
                new String[] {
                    "threads",
                    "presences",
                    "voice_states",
                    "stage_instances",
                    "guild_scheduled_events",
                    "soundboard_sounds"
                }) {
            node.putArray(field);
        }
        return node;
    }
}
