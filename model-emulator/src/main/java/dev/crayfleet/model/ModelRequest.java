package dev.crayfleet.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request for a chat completion.
 *
 * @param text of the last message by the user; empty if there is none
 * @param afterTool whether a tool has answered since that message
 * @param body the whole request
 */
public record ModelRequest(String text, boolean afterTool, JsonNode body) {
    /** OpenClaw adds a message that begins so after every turn, in the user's role. */
    private static final String INTERNAL_CONTEXT = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";

    static ModelRequest of(JsonNode body) {
        String text = "";
        boolean afterTool = false;
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            String content = text(message.path("content"));
            if (role.equals("user") && !content.startsWith(INTERNAL_CONTEXT)) {
                text = content;
                afterTool = false;
            } else if (role.equals("tool")) {
                afterTool = true;
            }
        }
        return new ModelRequest(text, afterTool, body);
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
