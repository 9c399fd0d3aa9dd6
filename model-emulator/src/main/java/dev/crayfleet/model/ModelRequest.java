package dev.crayfleet.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request for a chat completion, or for a message as Anthropic's API has it.
 *
 * @param text of the last message by the user; empty if there is none
 * @param afterTool whether a tool has answered since that message
 * @param body the whole request
 * @param key it was asked with; empty for none
 */
public record ModelRequest(String text, boolean afterTool, JsonNode body, String key) {
    /** OpenClaw adds a message that begins so after every turn, in the user's role. */
    private static final String INTERNAL_CONTEXT = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";

    static ModelRequest of(JsonNode body, String key) {
        String text = "";
        boolean afterTool = false;
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            String content = text(message.path("content"));
            if (role.equals("tool") || hasToolResult(message.path("content"))) {
                afterTool = true;
            } else if (role.equals("user") && !content.startsWith(INTERNAL_CONTEXT)) {
                text = content;
                afterTool = false;
            }
        }
        return new ModelRequest(text, afterTool, body, key);
    }

    /** A tool's answer is a part of a message of the user's in Anthropic's API. */
    private static boolean hasToolResult(JsonNode content) {
        for (JsonNode part : content) {
            if (part.path("type").asText().equals("tool_result")) {
                return true;
            }
        }
        return false;
    }

    /** Content is a string, or a list of parts that have a text each. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}
