package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a post or an edit, checked against Discord's limits. What it accepts beyond what the
 * emulator knows (polls, stickers) is ignored.
 */
final class MessageForm {
    static final int CONTENT = 2_000;
    private static final int CONTENT_WITH_COMPONENTS_V2 = 4_000;
    private static final int NONCE = 25;
    private static final int FILES = 10;
    private static final long BYTES = 10L << 20;
    private static final long COMPONENTS_V2 = 1 << 15;
    private static final int EMBEDS_TOGETHER = 6_000;

    private final JsonNode body;
    private final List<Upload> uploads;

    MessageForm(JsonNode body, List<Upload> uploads) {
        if (!body.isObject()) {
            throw ApiError.form("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used");
        }
        this.body = body;
        this.uploads = List.copyOf(uploads);
        checkContent();
        checkEmbeds();
        checkComponents();
        checkFiles();
        if (nonce() instanceof String nonce && nonce.length() > NONCE) {
            throw ApiError.tooLong("nonce", NONCE);
        }
    }

    boolean has(String field) {
        return body.has(field);
    }

    /** Without the white space around it, which Discord cuts off. */
    String content() {
        return body.path("content").asText("").strip();
    }

    @Nullable String nonce() {
        return body.hasNonNull("nonce") ? body.path("nonce").asText() : null;
    }

    boolean nonceIsEnforced() {
        return body.path("enforce_nonce").asBoolean();
    }

    long flags() {
        return body.path("flags").asLong();
    }

    List<Upload> uploads() {
        return uploads;
    }

    /** The embeds, each with what Discord adds and clients want to see. */
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
        return Components.numbered(list("components"));
    }

    ArrayNode attachments() {
        return list("attachments");
    }

    /** What is allowed to be pinged; missing if the body leaves it to Discord. */
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

    boolean replyMustExist() {
        return body.path("message_reference").path("fail_if_not_exists").asBoolean(true);
    }

    boolean isEmpty() {
        return content().isEmpty()
                && embeds().isEmpty()
                && components().isEmpty()
                && uploads.isEmpty();
    }

    private ArrayNode list(String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return JsonTrees.array();
        }
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw ApiError.form(field, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    }

    private void checkContent() {
        JsonNode content = body.path("content");
        if (content.isContainerNode()) {
            throw ApiError.form("content", "STRING_TYPE_CONVERT", "Could not interpret as string.");
        }
        boolean v2 = (flags() & COMPONENTS_V2) != 0;
        limit("content", content, v2 ? CONTENT_WITH_COMPONENTS_V2 : CONTENT);
    }

    private void checkEmbeds() {
        ArrayNode embeds = list("embeds");
        if (embeds.size() > 10) {
            throw ApiError.tooLong("embeds", 10);
        }
        int together = 0;
        for (int i = 0; i < embeds.size(); i++) {
            JsonNode embed = embeds.get(i);
            String at = "embeds." + i + ".";
            together += limit(at + "title", embed.path("title"), 256);
            together += limit(at + "description", embed.path("description"), 4_096);
            together += limit(at + "footer.text", embed.path("footer").path("text"), 2_048);
            together += limit(at + "author.name", embed.path("author").path("name"), 256);
            together += checkFields(at + "fields", embed.path("fields"));
        }
        if (together > EMBEDS_TOGETHER) {
            throw ApiError.form(
                    "embeds",
                    "MAX_EMBED_SIZE_EXCEEDED",
                    "Embed size exceeds maximum size of " + EMBEDS_TOGETHER);
        }
    }

    private static int checkFields(String at, JsonNode fields) {
        if (fields.size() > 25) {
            throw ApiError.tooLong(at, 25);
        }
        int together = 0;
        for (int i = 0; i < fields.size(); i++) {
            String field = at + "." + i + ".";
            for (String part : new String[] {"name", "value"}) {
                JsonNode text = fields.get(i).path(part);
                if (text.asText("").isBlank()) {
                    throw ApiError.form(
                            field + part, "BASE_TYPE_REQUIRED", "This field is required");
                }
                together += limit(field + part, text, part.equals("name") ? 256 : 1_024);
            }
        }
        return together;
    }

    private void checkComponents() {
        ArrayNode rows = list("components");
        if ((flags() & COMPONENTS_V2) == 0 && rows.size() > 5) {
            throw ApiError.tooLong("components", 5);
        }
        for (int i = 0; i < rows.size(); i++) {
            JsonNode children = rows.get(i).path("components");
            for (int j = 0; j < children.size(); j++) {
                String at = "components.%d.components.%d.".formatted(i, j);
                limit(at + "custom_id", children.get(j).path("custom_id"), 100);
                limit(at + "label", children.get(j).path("label"), 80);
                if (children.get(j).path("options").size() > 25) {
                    throw ApiError.tooLong(at + "options", 25);
                }
            }
        }
    }

    private void checkFiles() {
        if (uploads.size() > FILES) {
            throw ApiError.tooLong("files", FILES);
        }
        if (uploads.stream().mapToLong(file -> file.bytes().length).sum() > BYTES) {
            throw ApiError.tooLarge();
        }
    }

    private static int limit(String field, JsonNode text, int limit) {
        String value = text.asText("");
        int length = value.codePointCount(0, value.length());
        if (length > limit) {
            throw ApiError.tooLong(field, limit);
        }
        return length;
    }
}
