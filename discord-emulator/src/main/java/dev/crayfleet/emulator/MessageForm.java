package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a post or an edit, checked against Discord's limits. Fields that the emulator does
 * not know (polls, stickers) are ignored.
 */
final class MessageForm {
    private final JsonNode body;
    private final List<Upload> uploads;

    MessageForm(JsonNode body, List<Upload> uploads) {
        if (!body.isObject()) {
            throw ApiError.form("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used");
        }
        this.body = body;
        this.uploads = List.copyOf(uploads);
        MessageLimits.check(this);
    }

    boolean has(String field) {
        return body.has(field);
    }

    JsonNode json() {
        return body;
    }

    JsonNode field(String name) {
        return body.path(name);
    }

    /** Without the white space around it, which Discord cuts off. */
    String content() {
        return body.path("content").asText("").strip();
    }

    @Nullable String nonce() {
        return body.hasNonNull("nonce") ? body.path("nonce").asText() : null;
    }

    boolean isNonceEnforced() {
        return body.path("enforce_nonce").asBoolean();
    }

    long flags() {
        return body.path("flags").asLong();
    }

    List<Upload> uploads() {
        return uploads;
    }

    /** The embeds, with the defaults that Discord adds and clients expect. */
    ArrayNode embeds() {
        ArrayNode embeds = list("embeds").deepCopy();
        for (JsonNode embed : embeds) {
            if (embed instanceof ObjectNode object && !object.has("type")) {
                object.put("type", "rich");
            }
            for (JsonNode field : embed.path("fields")) {
                if (field instanceof ObjectNode object && !object.has("inline")) {
                    object.put("inline", false);
                }
            }
        }
        return embeds;
    }

    ArrayNode components() {
        return ComponentNumbering.numbered(list("components"));
    }

    ArrayNode attachments() {
        return list("attachments");
    }

    /** Who may be pinged; missing or null if the body does not say, which allows everything. */
    JsonNode allowedMentions() {
        return body.path("allowed_mentions");
    }

    @Nullable Long replyTo() {
        JsonNode reference = body.path("message_reference");
        return reference.hasNonNull("message_id")
                ? RoutedRequest.snowflake(
                        "message_reference.message_id", reference.path("message_id").asText())
                : null;
    }

    boolean mustReplyExist() {
        return body.path("message_reference").path("fail_if_not_exists").asBoolean(true);
    }

    void checkNotEmpty() {
        if (isEmpty()) {
            throw ApiError.emptyMessage();
        }
    }

    private boolean isEmpty() {
        return content().isEmpty()
                && list("embeds").isEmpty()
                && list("components").isEmpty()
                && uploads.isEmpty();
    }

    /**
     * @return empty if the field is missing or null
     */
    ArrayNode list(String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return JsonTrees.array();
        }
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw ApiError.form(field, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    }
}
