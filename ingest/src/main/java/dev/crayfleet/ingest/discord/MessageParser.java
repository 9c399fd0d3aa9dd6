package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.ingest.intake.IncomingMessage;
import dev.crayfleet.ingest.intake.IncomingMessage.Instead;
import dev.crayfleet.ingest.intake.IncomingMessage.Kind;
import dev.crayfleet.ingest.intake.Mentions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Discord's JSON of a message as intake sees it. Of anything that is missing or of another shape
 * nothing is taken; nothing here throws.
 */
final class MessageParser {
    private static final long DISCORD_EPOCH = 1_420_070_400_000L;
    private static final int VOICE = 1 << 13;
    private static final int LOADING = 1 << 7;
    private static final int FORWARD = 1;
    private static final int TEXT_DISPLAY = 10;

    /** In components v2 there are 40, at most; no more are looked at than this. */
    private static final int MOST_COMPONENTS = 1_000;

    private MessageParser() {}

    /** What has to be known besides the message. Ids are snowflakes. */
    interface Surroundings {
        /** Our user and our application. */
        Set<String> ownIds();

        /** Whether a role was made by our joining, so that to mention it is to mention us. */
        boolean isOwnRole(String id);

        Optional<String> role(String id);

        Optional<String> channel(String id);
    }

    /**
     * @param id the message's
     */
    static IncomingMessage incoming(long id, JsonNode message, Surroundings around) {
        JsonNode author = message.path("author");
        List<JsonNode> parts = parts(message);
        boolean bot = isByBot(message);
        return new IncomingMessage(
                message.path("channel_id").asText(""),
                Long.toUnsignedString(id),
                new IncomingMessage.Author(
                        author.path("id").asText(""),
                        name(author),
                        bot,
                        message.path("application_id").asText("")),
                kind(message),
                text(parts, around),
                instead(message),
                attachments(parts),
                answersUs(message, bot, around),
                Instant.ofEpochMilli((id >>> 22) + DISCORD_EPOCH));
    }

    /** Whether a bot or a webhook posted it. */
    static boolean isByBot(JsonNode message) {
        return message.path("author").path("bot").asBoolean() || message.hasNonNull("webhook_id");
    }

    /** The message itself, and what is forwarded in it. */
    private static List<JsonNode> parts(JsonNode message) {
        List<JsonNode> parts = new ArrayList<>();
        parts.add(message);
        if (isForward(message)) {
            message.path("message_snapshots").forEach(each -> parts.add(each.path("message")));
        }
        return parts;
    }

    private static boolean isForward(JsonNode message) {
        return message.path("message_reference").path("type").asInt() == FORWARD;
    }

    private static Kind kind(JsonNode message) {
        if (message.path("author").path("id").asText("").isEmpty()) {
            return Kind.SYSTEM;
        }
        return switch (message.path("type").asInt(-1)) {
            // A message, a reply, and what a command of a bot answers.
            case 0, 19, 20, 23 ->
                    (message.path("flags").asLong() & LOADING) != 0
                            ? Kind.UNFINISHED
                            : isForward(message) ? Kind.FORWARDED : Kind.WRITTEN;
            default -> Kind.SYSTEM;
        };
    }

    private static Instead instead(JsonNode message) {
        if (message.path("poll").isObject()) {
            return Instead.POLL;
        }
        if ((message.path("flags").asLong() & VOICE) != 0) {
            return Instead.VOICE;
        }
        return message.path("sticker_items").isEmpty() && message.path("stickers").isEmpty()
                ? Instead.NOTHING
                : Instead.STICKER;
    }

    /** A bot that replies to what is gone may reply to us. */
    private static boolean answersUs(JsonNode message, boolean bot, Surroundings around) {
        if (!message.has("message_reference") || isForward(message)) {
            return false;
        }
        JsonNode answered = message.path("referenced_message");
        return answered.isObject()
                ? around.ownIds().contains(answered.path("author").path("id").asText())
                : bot && message.path("type").asInt() == 19;
    }

    private static String text(List<JsonNode> parts, Surroundings around) {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : parts) {
            String content = part.path("content").asText("");
            String text = Texts.isInvisible(content) ? String.join("\n\n", shown(part)) : content;
            if (!Texts.isInvisible(text)) {
                texts.add(Mentions.readable(text, new People(part, around)));
            }
        }
        return String.join("\n\n", texts);
    }

    /** What bots and webhooks show instead of a content: embeds and components. */
    private static List<String> shown(JsonNode part) {
        List<String> texts = new ArrayList<>();
        for (JsonNode embed : part.path("embeds")) {
            add(embed.path("title"), texts);
            add(embed.path("description"), texts);
            for (JsonNode field : embed.path("fields")) {
                add(field.path("name"), texts);
                add(field.path("value"), texts);
            }
        }
        Deque<JsonNode> components = new ArrayDeque<>();
        part.path("components").forEach(components::add);
        for (int i = 0; !components.isEmpty() && i < MOST_COMPONENTS; i++) {
            JsonNode component = components.removeFirst();
            if (component.path("type").asInt() == TEXT_DISPLAY) {
                add(component.path("content"), texts);
            }
            List<JsonNode> inner = new ArrayList<>();
            component.path("components").forEach(inner::add);
            inner.reversed().forEach(components::addFirst);
        }
        return texts;
    }

    private static void add(JsonNode text, List<String> texts) {
        if (!text.asText("").isBlank()) {
            texts.add(text.asText().strip());
        }
    }

    private static List<IncomingMessage.Attachment> attachments(List<JsonNode> parts) {
        List<IncomingMessage.Attachment> attachments = new ArrayList<>();
        for (JsonNode part : parts) {
            for (JsonNode each : part.path("attachments")) {
                attachments.add(
                        new IncomingMessage.Attachment(
                                each.path("filename").asText(""),
                                Math.max(0, each.path("size").asLong()),
                                // Not proxy_url: what stands there makes pictures smaller.
                                each.path("url").asText(""),
                                each.path("content_type").asText("")));
            }
        }
        return attachments;
    }

    private static String name(JsonNode user) {
        String shown = user.path("global_name").asText("");
        return Mentions.plain(Texts.isInvisible(shown) ? user.path("username").asText("") : shown);
    }

    /** Who is meant in one message; Discord says of users only what it takes for a mention. */
    private record People(Map<String, String> users, Surroundings around)
            implements Mentions.Directory {
        People(JsonNode message, Surroundings around) {
            this(new HashMap<>(), around);
            message.path("mentions")
                    .forEach(user -> users.put(user.path("id").asText(""), name(user)));
        }

        @Override
        public Optional<String> user(String id) {
            return Optional.ofNullable(users.get(id));
        }

        @Override
        public Optional<String> role(String id) {
            return around.role(id);
        }

        @Override
        public Optional<String> channel(String id) {
            return around.channel(id);
        }

        @Override
        public boolean isUs(String id) {
            return around.ownIds().contains(id) || around.isOwnRole(id);
        }
    }
}
