package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.ingest.intake.IncomingMessage;
import dev.crayfleet.ingest.intake.IncomingMessage.Kind;
import dev.crayfleet.ingest.intake.IncomingMessage.OtherContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns Discord's JSON of a message into what intake decides on. Fields that are missing or of an
 * unexpected type count as empty. Never throws.
 */
final class MessageParser {
    private static final long DISCORD_EPOCH_MS = 1_420_070_400_000L;
    private static final int VOICE_MESSAGE_FLAG = 1 << 13;
    private static final int LOADING_FLAG = 1 << 7;
    private static final int FORWARD_TYPE = 1;

    private MessageParser() {}

    /**
     * @param id the message's
     */
    static IncomingMessage incoming(long id, JsonNode message, GuildDirectory guild) {
        JsonNode author = message.path("author");
        List<JsonNode> parts = parts(message);
        boolean isBot = isByBot(message);
        return new IncomingMessage(
                message.path("channel_id").asText(""),
                Long.toUnsignedString(id),
                new IncomingMessage.Author(
                        author.path("id").asText(""),
                        MessageText.displayName(author),
                        isBot,
                        message.path("application_id").asText(""),
                        roles(message.path("member"))),
                kind(message),
                MessageText.of(parts, guild),
                otherContent(message),
                attachments(parts),
                isReplyToUs(message, isBot, guild),
                Instant.ofEpochMilli((id >>> 22) + DISCORD_EPOCH_MS));
    }

    /**
     * Of a member of the server.
     *
     * @param member as Discord's gateway has it in a message; missing in what was read later
     */
    static List<String> roles(JsonNode member) {
        List<String> roles = new ArrayList<>();
        for (JsonNode role : member.path("roles")) {
            if (role.isTextual()) {
                roles.add(role.textValue());
            }
        }
        return roles;
    }

    /** Whether a bot or a webhook posted it. */
    static boolean isByBot(JsonNode message) {
        return message.path("author").path("bot").asBoolean() || message.hasNonNull("webhook_id");
    }

    /** The message itself, and messages forwarded in it. */
    private static List<JsonNode> parts(JsonNode message) {
        List<JsonNode> parts = new ArrayList<>();
        parts.add(message);
        if (isForward(message)) {
            message.path("message_snapshots").forEach(each -> parts.add(each.path("message")));
        }
        return parts;
    }

    private static boolean isForward(JsonNode message) {
        return message.path("message_reference").path("type").asInt() == FORWARD_TYPE;
    }

    private static Kind kind(JsonNode message) {
        if (message.path("author").path("id").asText("").isEmpty()) {
            return Kind.SYSTEM;
        }
        return switch (message.path("type").asInt(-1)) {
            // A message, a reply, and responses to a slash or context menu command.
            case 0, 19, 20, 23 ->
                    (message.path("flags").asLong() & LOADING_FLAG) != 0
                            ? Kind.UNFINISHED
                            : isForward(message) ? Kind.FORWARDED : Kind.WRITTEN;
            default -> Kind.SYSTEM;
        };
    }

    private static OtherContent otherContent(JsonNode message) {
        if (message.path("poll").isObject()) {
            return OtherContent.POLL;
        }
        if ((message.path("flags").asLong() & VOICE_MESSAGE_FLAG) != 0) {
            return OtherContent.VOICE;
        }
        return message.path("sticker_items").isEmpty() && message.path("stickers").isEmpty()
                ? OtherContent.NOTHING
                : OtherContent.STICKER;
    }

    /** If a bot replies to a message that was deleted, that message may have been ours. */
    private static boolean isReplyToUs(JsonNode message, boolean isBot, GuildDirectory guild) {
        if (!message.has("message_reference") || isForward(message)) {
            return false;
        }
        JsonNode answered = message.path("referenced_message");
        return answered.isObject()
                ? guild.ownIds().contains(answered.path("author").path("id").asText())
                : isBot && message.path("type").asInt() == 19;
    }

    private static List<IncomingMessage.Attachment> attachments(List<JsonNode> parts) {
        List<IncomingMessage.Attachment> attachments = new ArrayList<>();
        for (JsonNode part : parts) {
            for (JsonNode each : part.path("attachments")) {
                attachments.add(
                        new IncomingMessage.Attachment(
                                each.path("filename").asText(""),
                                Math.max(0, each.path("size").asLong()),
                                // Not proxy_url, which serves scaled-down pictures.
                                each.path("url").asText(""),
                                each.path("content_type").asText("")));
            }
        }
        return attachments;
    }
}
