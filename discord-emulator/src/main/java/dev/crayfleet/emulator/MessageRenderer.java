package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The world in Discord's JSON. Wants the world's lock to be held. */
final class Render {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'000+00:00'")
                    .withZone(ZoneOffset.UTC);

    /**
     * View, send (also in threads), embed, attach, history, react, mention everyone, foreign
     * emojis, commands, public threads.
     */
    static final long EVERYBODY_MAY = bits(6, 10, 11, 14, 15, 16, 17, 18, 31, 35, 38);

    /** Bots may also tidy up: channels, messages, webhooks, threads. */
    static final long BOTS_MAY = EVERYBODY_MAY | bits(4, 13, 29, 34);

    private final EmulatorState world;
    private final String baseUrl;
    private final Map<Long, ObjectNode> given = new HashMap<>();

    Render(EmulatorState world, String baseUrl) {
        this.world = world;
        this.baseUrl = baseUrl;
    }

    /** From now on a message or a channel has these fields, whatever it is made of. */
    void give(long id, ObjectNode fields) {
        given.put(id, fields);
    }

    private ObjectNode asGiven(long id, ObjectNode node) {
        ObjectNode fields = given.get(id);
        return fields == null ? node : node.setAll(fields.deepCopy());
    }

    private static long bits(int... positions) {
        long bits = 0;
        for (int position : positions) {
            bits |= 1L << position;
        }
        return bits;
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    ObjectNode user(Account account) {
        return user(account.id(), account.name(), account.bot());
    }

    private static ObjectNode user(long id, String name, boolean bot) {
        ObjectNode user = JsonTrees.object();
        user.put("id", Long.toString(id)).put("username", name).put("discriminator", "0");
        if (bot) {
            user.put("bot", true);
        }
        return user.putNull("global_name")
                .putNull("avatar")
                .putNull("banner")
                .putNull("accent_color")
                .putNull("avatar_decoration_data")
                .putNull("primary_guild")
                .put("public_flags", 0)
                .put("flags", 0);
    }

    /** Oneself, as {@code /users/@me} and READY tell it. */
    ObjectNode self(Account account) {
        return user(account)
                .put("verified", true)
                .put("mfa_enabled", false)
                .put("locale", "en-US")
                .putNull("email");
    }

    /**
     * @param withUser false inside of messages and interactions that name the user beside it
     */
    ObjectNode member(Account account, boolean withUser) {
        ObjectNode member = JsonTrees.object();
        if (withUser) {
            member.set("user", user(account));
        }
        ArrayNode roles = member.putArray("roles");
        if (account.bot()) {
            roles.add(Long.toString(world.guild().botRole()));
        }
        return member.putNull("nick")
                .putNull("avatar")
                .putNull("banner")
                .put("joined_at", time(Snowflakes.timeOf(account.id())))
                .putNull("premium_since")
                .putNull("communication_disabled_until")
                .put("deaf", false)
                .put("mute", false)
                .put("pending", false)
                .put("flags", 0);
    }

    static String permissions(Account account) {
        return Long.toString(account.bot() ? BOTS_MAY : EVERYBODY_MAY);
    }

    ObjectNode channel(Channel channel) {
        ObjectNode node = JsonTrees.object();
        node.put("id", Long.toString(channel.id()))
                .put("type", 0)
                .put("guild_id", Long.toString(world.guild().id()))
                .put("name", channel.name())
                .put("position", channel.position())
                .put("nsfw", false)
                .put("rate_limit_per_user", 0)
                .put("flags", 0)
                .putNull("parent_id")
                .putNull("last_pin_timestamp");
        var last = world.messages(channel.id()).lastEntry();
        node.put("last_message_id", last == null ? null : Long.toString(last.getKey()));
        node.put("topic", channel.topic().isEmpty() ? null : channel.topic());
        node.putArray("permission_overwrites");
        return asGiven(channel.id(), node);
    }

    ArrayNode channels() {
        ArrayNode channels = JsonTrees.array();
        world.channels().forEach(channel -> channels.add(channel(channel)));
        return channels;
    }

    ObjectNode webhook(Webhook webhook, boolean withToken) {
        ObjectNode node = JsonTrees.object();
        node.put("id", Long.toString(webhook.id()))
                .put("type", 1)
                .put("guild_id", Long.toString(world.guild().id()))
                .put("channel_id", Long.toString(webhook.channelId()))
                .put("name", webhook.name())
                .putNull("avatar")
                .putNull("application_id");
        if (withToken) {
            node.put("token", webhook.token());
            node.put("url", baseUrl + "/api/webhooks/" + webhook.id() + "/" + webhook.token());
            world.account(webhook.creator()).ifPresent(who -> node.set("user", user(who)));
        }
        return node;
    }

    /** A message as a request for it gets it. The nonce is not part of that, as at Discord. */
    ObjectNode message(StoredMessage message, Viewer viewer) {
        ObjectNode node = bare(message, viewer);
        Long replyTo = message.replyTo();
        if (replyTo != null) {
            node.putObject("message_reference")
                    .put("type", 0)
                    .put("message_id", Long.toString(replyTo))
                    .put("channel_id", Long.toString(message.channelId()))
                    .put("guild_id", Long.toString(world.guild().id()));
            Optional<StoredMessage> original = world.findMessage(message.channelId(), replyTo);
            node.set(
                    "referenced_message",
                    original.<JsonNode>map(found -> bare(found, viewer))
                            .orElseGet(JsonTrees.object()::nullNode));
        }
        return asGiven(message.id(), node);
    }

    /** A message as its author gets it back, and as sessions hear of it. */
    ObjectNode posted(StoredMessage message, Viewer viewer) {
        ObjectNode node = message(message, viewer);
        if (message.nonce() != null) {
            node.put("nonce", message.nonce());
        }
        return node;
    }

    /** A message in an event: with the guild and the author's membership. */
    ObjectNode event(StoredMessage message, Viewer viewer) {
        ObjectNode node = posted(message, viewer);
        node.put("guild_id", Long.toString(world.guild().id()));
        world.account(message.authorId()).ifPresent(who -> node.set("member", member(who, false)));
        return asGiven(message.id(), node);
    }

    private ObjectNode bare(StoredMessage message, Viewer viewer) {
        ObjectNode node = JsonTrees.object();
        boolean reads = viewer.reads(message);
        node.put("id", Long.toString(message.id()))
                .put("channel_id", Long.toString(message.channelId()))
                .put("type", type(message))
                .put("content", reads ? message.content() : "")
                .put("timestamp", time(Snowflakes.timeOf(message.id())))
                .put("edited_timestamp", optionalTime(message.edited()))
                .put("tts", false)
                .put("pinned", false)
                .put("flags", message.flags())
                .put("mention_everyone", message.mentions().everyone());
        node.set("author", author(message));
        ArrayNode mentions = node.putArray("mentions");
        for (long id : message.mentions().accounts()) {
            world.account(id).ifPresent(account -> mentions.add(user(account)));
        }
        node.putArray("mention_roles");
        node.putArray("mention_channels");
        node.set("embeds", reads ? message.embeds() : JsonTrees.array());
        node.set("components", reads ? message.components() : JsonTrees.array());
        node.set("attachments", reads ? files(message) : JsonTrees.array());
        if (message.byWebhook()) {
            node.put("webhook_id", Long.toString(message.authorId()));
        }
        if (message.application() != null) {
            node.put("application_id", Long.toString(message.application()));
        }
        ArrayNode reactions = reactions(message, viewer);
        if (!reactions.isEmpty()) {
            node.set("reactions", reactions);
        }
        return node;
    }

    private static int type(StoredMessage message) {
        return message.replyTo() == null ? 0 : 19;
    }

    private static @Nullable String optionalTime(@Nullable Instant instant) {
        return instant == null ? null : time(instant);
    }

    private ObjectNode author(StoredMessage message) {
        String webhookName = message.authorName();
        if (webhookName != null) {
            return user(message.authorId(), webhookName, true);
        }
        return world.account(message.authorId())
                .map(this::user)
                .orElseGet(() -> user(message.authorId(), "Deleted User", false));
    }

    private ArrayNode files(StoredMessage message) {
        ArrayNode files = JsonTrees.array();
        for (StoredFile file : message.files()) {
            String name =
                    URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20");
            String url =
                    "%s/attachments/%d/%d/%s"
                            .formatted(baseUrl, message.channelId(), file.id(), name);
            ObjectNode node = files.addObject();
            node.put("id", Long.toString(file.id()))
                    .put("filename", file.name())
                    .put("size", file.size())
                    .put("url", url)
                    .put("proxy_url", url)
                    .put("content_type", file.contentType());
            if (!file.description().isEmpty()) {
                node.put("description", file.description());
            }
        }
        return files;
    }

    private ArrayNode reactions(StoredMessage message, Viewer viewer) {
        ArrayNode reactions = JsonTrees.array();
        world.reactions()
                .of(message.id())
                .forEach((emoji, accounts) -> {
                    ObjectNode node = reactions.addObject();
                    node.put("count", accounts.size())
                            .put("me", accounts.contains(viewer.accountId()))
                            .put("me_burst", false);
                    node.putObject("count_details").put("burst", 0).put("normal", accounts.size());
                    node.putArray("burst_colors");
                    node.set("emoji", emoji(emoji));
                });
        return reactions;
    }

    static ObjectNode emoji(String emoji) {
        return JsonTrees.object().putNull("id").put("name", emoji);
    }
}
