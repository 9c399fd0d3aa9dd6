package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** Discord's limits for messages. Lengths are in code points. */
final class MessageLimits {
    static final int MAX_CONTENT = 2_000;
    private static final int MAX_CONTENT_WITH_COMPONENTS_V2 = 4_000;
    private static final int MAX_NONCE = 25;
    static final int MAX_FILES = 10;
    static final long MAX_FILES_BYTES = 10L << 20;
    private static final int MAX_EMBEDS = 10;
    private static final int MAX_EMBEDS_LENGTH = 6_000;
    private static final int MAX_EMBED_FIELDS = 25;
    private static final int MAX_ROWS = 5;
    private static final int MAX_OPTIONS = 25;
    private static final long FLAG_COMPONENTS_V2 = 1 << 15;

    private MessageLimits() {}

    /**
     * @throws ApiError if the form is beyond a limit; it names the field
     */
    static void check(MessageForm form) {
        checkContent(form);
        checkEmbeds(form.list("embeds"));
        checkComponents(form);
        checkFiles(form);
        String nonce = form.nonce();
        if (nonce != null && nonce.length() > MAX_NONCE) {
            throw ApiError.tooLong("nonce", MAX_NONCE);
        }
    }

    private static boolean hasComponentsV2(MessageForm form) {
        return (form.flags() & FLAG_COMPONENTS_V2) != 0;
    }

    private static void checkContent(MessageForm form) {
        JsonNode content = form.field("content");
        if (content.isContainerNode()) {
            throw ApiError.form("content", "STRING_TYPE_CONVERT", "Could not interpret as string.");
        }
        checkLength(
                "content",
                content,
                hasComponentsV2(form) ? MAX_CONTENT_WITH_COMPONENTS_V2 : MAX_CONTENT);
    }

    private static void checkEmbeds(ArrayNode embeds) {
        if (embeds.size() > MAX_EMBEDS) {
            throw ApiError.tooLong("embeds", MAX_EMBEDS);
        }
        int total = 0;
        for (int i = 0; i < embeds.size(); i++) {
            JsonNode embed = embeds.get(i);
            String path = "embeds." + i + ".";
            total += checkLength(path + "title", embed.path("title"), 256);
            total += checkLength(path + "description", embed.path("description"), 4_096);
            total += checkLength(path + "footer.text", embed.path("footer").path("text"), 2_048);
            total += checkLength(path + "author.name", embed.path("author").path("name"), 256);
            total += checkEmbedFields(path + "fields", embed.path("fields"));
        }
        if (total > MAX_EMBEDS_LENGTH) {
            throw ApiError.form(
                    "embeds",
                    "MAX_EMBED_SIZE_EXCEEDED",
                    "Embed size exceeds maximum size of " + MAX_EMBEDS_LENGTH);
        }
    }

    /**
     * @return the length of all names and values together
     */
    private static int checkEmbedFields(String path, JsonNode fields) {
        if (fields.size() > MAX_EMBED_FIELDS) {
            throw ApiError.tooLong(path, MAX_EMBED_FIELDS);
        }
        int total = 0;
        for (int i = 0; i < fields.size(); i++) {
            String fieldPath = path + "." + i + ".";
            total += checkEmbedText(fieldPath + "name", fields.get(i).path("name"), 256);
            total += checkEmbedText(fieldPath + "value", fields.get(i).path("value"), 1_024);
        }
        return total;
    }

    private static int checkEmbedText(String path, JsonNode text, int maxLength) {
        if (text.asText("").isBlank()) {
            throw ApiError.form(path, "BASE_TYPE_REQUIRED", "This field is required");
        }
        return checkLength(path, text, maxLength);
    }

    private static void checkComponents(MessageForm form) {
        ArrayNode rows = form.list("components");
        if (!hasComponentsV2(form) && rows.size() > MAX_ROWS) {
            throw ApiError.tooLong("components", MAX_ROWS);
        }
        for (int i = 0; i < rows.size(); i++) {
            JsonNode children = rows.get(i).path("components");
            for (int j = 0; j < children.size(); j++) {
                String path = "components.%d.components.%d.".formatted(i, j);
                checkLength(path + "custom_id", children.get(j).path("custom_id"), 100);
                checkLength(path + "label", children.get(j).path("label"), 80);
                if (children.get(j).path("options").size() > MAX_OPTIONS) {
                    throw ApiError.tooLong(path + "options", MAX_OPTIONS);
                }
            }
        }
    }

    private static void checkFiles(MessageForm form) {
        if (form.uploads().size() > MAX_FILES) {
            throw ApiError.tooLong("files", MAX_FILES);
        }
        long bytes = form.uploads().stream().mapToLong(file -> file.bytes().length).sum();
        if (bytes > MAX_FILES_BYTES) {
            throw ApiError.tooLarge();
        }
    }

    /**
     * @return the text's length
     */
    private static int checkLength(String path, JsonNode text, int maxLength) {
        String value = text.asText("");
        int length = value.codePointCount(0, value.length());
        if (length > maxLength) {
            throw ApiError.tooLong(path, maxLength);
        }
        return length;
    }
}
