package dev.crayfleet.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Messages as the Anthropic API writes them. */
final class MessageJson implements AnswerFormat {
    @Override
    public byte[] text(boolean stream, String text) throws JsonProcessingException {
        ObjectNode block = node().put("type", "text");
        return stream
                ? events(
                        block.deepCopy().put("text", ""),
                        node().put("type", "text_delta").put("text", text),
                        "end_turn")
                : whole(block.put("text", text), "end_turn");
    }

    @Override
    public byte[] toolCall(boolean stream, String tool, ObjectNode arguments)
            throws JsonProcessingException {
        ObjectNode block = node().put("type", "tool_use").put("id", "toolu_1").put("name", tool);
        if (!stream) {
            block.set("input", arguments);
            return whole(block, "tool_use");
        }
        block.putObject("input");
        return events(
                block,
                node().put("type", "input_json_delta")
                        .put("partial_json", CompletionJson.MAPPER.writeValueAsString(arguments)),
                "tool_use");
    }

    @Override
    public byte[] error(String message) throws JsonProcessingException {
        ObjectNode error = node().put("type", "error");
        error.putObject("error").put("type", "api_error").put("message", message);
        return CompletionJson.MAPPER.writeValueAsBytes(error);
    }

    private static ObjectNode node() {
        return CompletionJson.MAPPER.createObjectNode();
    }

    private static ObjectNode message() {
        ObjectNode message =
                node().put("id", "msg_stub")
                        .put("type", "message")
                        .put("role", "assistant")
                        .put("model", "stub");
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        return message;
    }

    private static byte[] whole(ObjectNode block, String stopReason)
            throws JsonProcessingException {
        ObjectNode message = message().put("stop_reason", stopReason);
        message.withArrayProperty("content").add(block);
        message.putObject("usage")
                .put("input_tokens", StubModel.INPUT_TOKENS)
                .put("output_tokens", StubModel.OUTPUT_TOKENS);
        return CompletionJson.MAPPER.writeValueAsBytes(message);
    }

    /** One block with one delta; the tokens of the answer are known at its end only. */
    private static byte[] events(ObjectNode block, ObjectNode delta, String stopReason) {
        ObjectNode start = message();
        start.putObject("usage")
                .put("input_tokens", StubModel.INPUT_TOKENS)
                .put("output_tokens", 1);
        ObjectNode end = node();
        end.putObject("delta").put("stop_reason", stopReason).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", StubModel.OUTPUT_TOKENS);
        String events =
                event("message_start", node().set("message", start))
                        + event("content_block_start", indexed().set("content_block", block))
                        + event("content_block_delta", indexed().set("delta", delta))
                        + event("content_block_stop", indexed())
                        + event("message_delta", end)
                        + event("message_stop", node());
        return events.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode indexed() {
        return node().put("index", 0);
    }

    private static String event(String type, ObjectNode data) {
        return "event: %s\ndata: %s\n\n".formatted(type, data.put("type", type));
    }
}
