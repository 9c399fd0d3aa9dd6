package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages with their reactions and attachments, as one viewer may see them. */
final class MessageRenderer {
    private static final int TYPE_DEFAULT = 0;
    private static final int TYPE_REPLY = 19;

    private final EmulatorState state;
    private final UserRenderer users;
    private final FieldOverrides overrides;
    private final String baseUrl;

    MessageRenderer(
            EmulatorState state, UserRenderer users, FieldOverrides overrides, String baseUrl) {
        this.state = state;
        this.users = users;
        this.overrides = overrides;
        this.baseUrl = baseUrl;
    }

    /** A message that a request reads. It has no nonce, as at Discord. */
    ObjectNode message(StoredMessage message, Viewer viewer) {
        ObjectNode node = withoutReference(message, viewer);
        Long replyTo = message.replyTo();
        if (replyTo != null) {
            node.putObject("message_reference")
                    .put("type", 0)
                    .put("message_id", Long.toString(replyTo))
                    .put("channel_id", Long.toString(message.channelId()))
                    .put("guild_id", state.guildIdOf(message.channelId()));
            Optional<StoredMessage> original = state.messages().find(message.channelId(), replyTo);
            node.set(
                    "referenced_message",
                    original.<JsonNode>map(found -> withoutReference(found, viewer))
                            .orElseGet(JsonTrees.object()::nullNode));
        }
        return overrides.apply(message.id(), node);
    }

    /** A message as the answer to its post has it. */
    ObjectNode posted(StoredMessage message, Viewer viewer) {
        ObjectNode node = message(message, viewer);
        if (message.nonce() != null) {
            node.put("nonce", message.nonce());
        }
        return node;
    }

    /** A message in a gateway event: with the guild and the author as a member. */
    ObjectNode event(StoredMessage message, Viewer viewer) {
        ObjectNode node = posted(message, viewer);
        Guild guild = state.guilds().ofChannel(message.channelId());
        node.put("guild_id", Long.toString(guild.id()));
        state.account(message.author().id())
                .ifPresent(author -> node.set("member", users.memberWithoutUser(author, guild)));
        return overrides.apply(message.id(), node);
    }

    private ObjectNode withoutReference(StoredMessage message, Viewer viewer) {
        ObjectNode node = JsonTrees.object();
        MessageBody body = message.body();
        boolean readable = viewer.canRead(message);
        node.put("id", Long.toString(message.id()))
                .put("channel_id", Long.toString(message.channelId()))
                .put("type", message.replyTo() == null ? TYPE_DEFAULT : TYPE_REPLY)
                .put("content", readable ? body.content() : "")
                .put("timestamp", Timestamps.format(Snowflakes.timeOf(message.id())))
                .put("edited_timestamp", optionalTime(message.edited()))
                .put("tts", false)
                .put("pinned", false)
                .put("flags", body.flags())
                .put("mention_everyone", body.mentions().everyone());
        node.set("author", author(message.author()));
        ArrayNode mentions = node.putArray("mentions");
        for (long id : body.mentions().accounts()) {
            state.account(id).ifPresent(account -> mentions.add(UserRenderer.user(account)));
        }
        node.putArray("mention_roles");
        node.putArray("mention_channels");
        node.set("embeds", readable ? body.embeds() : JsonTrees.array());
        node.set("components", readable ? body.components() : JsonTrees.array());
        node.set("attachments", readable ? attachments(message) : JsonTrees.array());
        MessageAuthor author = message.author();
        if (author.name() != null) {
            node.put("webhook_id", Long.toString(author.id()));
        }
        if (author.application() != null) {
            node.put("application_id", Long.toString(author.application()));
        }
        ArrayNode reactions = reactions(message, viewer);
        if (!reactions.isEmpty()) {
            node.set("reactions", reactions);
        }
        return node;
    }

    private static @Nullable String optionalTime(@Nullable Instant instant) {
        return instant == null ? null : Timestamps.format(instant);
    }

    private ObjectNode author(MessageAuthor author) {
        String webhookName = author.name();
        if (webhookName != null) {
            return withAvatar(UserRenderer.user(author.id(), webhookName, true), author.avatar());
        }
        return state.account(author.id())
                .map(UserRenderer::user)
                .orElseGet(() -> UserRenderer.user(author.id(), "Deleted User", false));
    }

    /** Discord keeps a copy of the picture, by its hash; our page shows the picture itself. */
    private static ObjectNode withAvatar(ObjectNode user, @Nullable String avatar) {
        if (avatar != null) {
            user.put("avatar", "%032x".formatted(avatar.hashCode() & 0xFFFFFFFFL))
                    .put("avatar_url", avatar);
        }
        return user;
    }

    private ArrayNode attachments(StoredMessage message) {
        ArrayNode attachments = JsonTrees.array();
        for (StoredFile file : message.body().files()) {
            String name =
                    URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20");
            String url =
                    "%s/attachments/%d/%d/%s"
                            .formatted(baseUrl, message.channelId(), file.id(), name);
            ObjectNode node = attachments.addObject();
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
        return attachments;
    }

    private ArrayNode reactions(StoredMessage message, Viewer viewer) {
        ArrayNode reactions = JsonTrees.array();
        state.reactions()
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
