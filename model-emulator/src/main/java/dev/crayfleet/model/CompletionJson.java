package dev.crayfleet.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Chat completions as the OpenAI API writes them, whole or as server-sent events. */
final class CompletionJson implements AnswerFormat {
    static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public byte[] text(boolean stream, String text) throws JsonProcessingException {
        return answer(stream, textMessage(text), "stop");
    }

    @Override
    public byte[] toolCall(boolean stream, String tool, ObjectNode arguments)
            throws JsonProcessingException {
        return answer(stream, toolCallMessage(tool, arguments), "tool_calls");
    }

    private static byte[] answer(boolean stream, ObjectNode message, String finishReason)
            throws JsonProcessingException {
        return stream ? eventStream(message, finishReason) : completion(message, finishReason);
    }

    private static ObjectNode textMessage(String text) {
        return assistantMessage().put("content", text);
    }

    private static ObjectNode toolCallMessage(String tool, ObjectNode arguments)
            throws JsonProcessingException {
        ObjectNode message = assistantMessage();
        ObjectNode call = message.putArray("tool_calls").addObject();
        call.put("index", 0).put("id", "call_1").put("type", "function");
        call.putObject("function")
                .put("name", tool)
                .put("arguments", MAPPER.writeValueAsString(arguments));
        return message;
    }

    private static ObjectNode assistantMessage() {
        return MAPPER.createObjectNode().put("role", "assistant");
    }

    private static byte[] completion(ObjectNode message, String finishReason)
            throws JsonProcessingException {
        ObjectNode completion = envelope("chat.completion");
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.set("message", message);
        choice.put("finish_reason", finishReason);
        completion.set("usage", usage());
        return MAPPER.writeValueAsBytes(completion);
    }

    /** The message in one chunk, then the reason it ended, then the usage. */
    private static byte[] eventStream(ObjectNode message, String finishReason) {
        ObjectNode messageChunk = envelope("chat.completion.chunk");
        messageChunk.putArray("choices").addObject().put("index", 0).set("delta", message);
        ObjectNode finishChunk = envelope("chat.completion.chunk");
        ObjectNode choice = finishChunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", finishReason);
        ObjectNode usageChunk = envelope("chat.completion.chunk");
        usageChunk.putArray("choices");
        usageChunk.set("usage", usage());
        String events =
                event(messageChunk) + event(finishChunk) + event(usageChunk) + "data: [DONE]\n\n";
        return events.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] error(String message) throws JsonProcessingException {
        ObjectNode error = MAPPER.createObjectNode();
        error.putObject("error").put("message", message).put("type", "stub");
        return MAPPER.writeValueAsBytes(error);
    }

    private static ObjectNode envelope(String object) {
        return MAPPER.createObjectNode()
                .put("id", "chatcmpl-stub")
                .put("object", object)
                .put("created", 1)
                .put("model", "stub");
    }

    private static ObjectNode usage() {
        return MAPPER.createObjectNode()
                .put("prompt_tokens", StubModel.INPUT_TOKENS)
                .put("completion_tokens", StubModel.OUTPUT_TOKENS)
                .put("total_tokens", StubModel.INPUT_TOKENS + StubModel.OUTPUT_TOKENS);
    }

    private static String event(ObjectNode data) {
        return "data: " + data + "\n\n";
    }
}
