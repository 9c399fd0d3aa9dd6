package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Channels and their webhooks. */
final class ChannelRenderer {
    private final EmulatorState state;
    private final FieldOverrides overrides;
    private final String baseUrl;

    ChannelRenderer(EmulatorState state, FieldOverrides overrides, String baseUrl) {
        this.state = state;
        this.overrides = overrides;
        this.baseUrl = baseUrl;
    }

    ObjectNode channel(Channel channel) {
        ObjectNode node = JsonTrees.object();
        node.put("id", Long.toString(channel.id()))
                .put("type", 0)
                .put("guild_id", state.guildIdOf(channel.id()))
                .put("name", channel.name())
                .put("position", channel.position())
                .put("nsfw", false)
                .put("rate_limit_per_user", 0)
                .put("flags", 0)
                .putNull("parent_id")
                .putNull("last_pin_timestamp");
        var lastMessage = state.messages().ofChannel(channel.id()).lastEntry();
        node.put(
                "last_message_id",
                lastMessage == null ? null : Long.toString(lastMessage.getKey()));
        node.put("topic", channel.topic().isEmpty() ? null : channel.topic());
        node.putArray("permission_overwrites");
        return overrides.apply(channel.id(), node);
    }

    ArrayNode channels(Guild guild) {
        ArrayNode channels = JsonTrees.array();
        state.guilds().channels(guild).forEach(channel -> channels.add(channel(channel)));
        return channels;
    }

    ObjectNode webhook(Webhook webhook) {
        ObjectNode node = JsonTrees.object();
        node.put("id", Long.toString(webhook.id()))
                .put("type", 1)
                .put("guild_id", state.guildIdOf(webhook.channelId()))
                .put("channel_id", Long.toString(webhook.channelId()))
                .put("name", webhook.name())
                .putNull("avatar")
                .put(
                        "application_id",
                        state.account(webhook.creator())
                                .filter(Account::bot)
                                .map(bot -> Long.toString(bot.id()))
                                .orElse(null))
                .put("token", webhook.token())
                .put("url", baseUrl + "/api/webhooks/" + webhook.id() + "/" + webhook.token());
        state.account(webhook.creator())
                .ifPresent(creator -> node.set("user", UserRenderer.user(creator)));
        return node;
    }
}
