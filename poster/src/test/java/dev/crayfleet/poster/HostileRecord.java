package dev.crayfleet.poster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.corpus.HostileInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of the corpus kinds {@code results} and {@code events}: given as bytes, or as an
 * ordinary message in which some fields are replaced. Besides the notation of the corpus, fields
 * may have
 *
 * <pre>
 * {"raw": "1e9"}               JSON, written as it is
 * {"list": x, "times": 1000}   a list that repeats one element
 * "{id}", "{task-queue}"       the task's id, the channel's id
 * </pre>
 *
 * @param input of the corpus
 * @param id of the task, and the record's key
 */
public record HostileRecord(HostileInput input, TaskId id, Map<String, String> names) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Codec CODEC = new Codec();

    /**
     * @param taskQueue the channel's id
     */
    public static HostileRecord of(HostileInput input, TaskId id, String taskQueue) {
        return new HostileRecord(input, id, Map.of("{id}", id.value(), "{task-queue}", taskQueue));
    }

    public byte @Nullable [] value() {
        if (input.input().has("value")) {
            return input.bytes("value").orElse(null);
        }
        Map<String, String> raw = new HashMap<>();
        ObjectNode message =
                input.input().has("result")
                        ? parse(CODEC.encode(Samples.calculated(id)))
                        : parse(CODEC.encode(event()));
        merge(
                message,
                expanded(
                        input.input().path(input.input().has("result") ? "result" : "fields"),
                        raw));
        String json = message.toString();
        for (Map.Entry<String, String> each : raw.entrySet()) {
            json = json.replace('"' + each.getKey() + '"', each.getValue());
        }
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** A field of the expected outcome, with placeholders replaced. */
    public Optional<String> answer(String field) {
        return input.answer(field).map(this::withNames);
    }

    private TaskEvent event() {
        return switch (input.input().path("event").asText()) {
            case "AgentSpawned" -> Samples.spawned(id, "Calculate " + id);
            case "TaskClaimed" -> Samples.claimed(id, new Origin.Http());
            case "TaskFinished" -> Samples.finished(id, TaskStatus.SUCCEEDED, null);
            case "RetryScheduled" ->
                    new TaskEvent.RetryScheduled(
                            id,
                            Pool.DEFAULT,
                            1,
                            FailureKind.TRANSIENT,
                            "503",
                            Samples.AT.plusSeconds(2),
                            Samples.AT);
            default -> throw new IllegalArgumentException(input + " is about no event");
        };
    }

    private JsonNode expanded(JsonNode node, Map<String, String> raw) {
        if (node.isTextual()) {
            return TextNode.valueOf(withNames(node.textValue()));
        }
        if (node.has("raw")) {
            String placeholder = "raw-" + raw.size();
            raw.put(placeholder, node.path("raw").asText());
            return TextNode.valueOf(placeholder);
        }
        if (node.has("list")) {
            ArrayNode list = JSON.createArrayNode();
            for (int i = 0; i < node.path("times").asInt(); i++) {
                list.add(expanded(node.path("list"), raw));
            }
            return list;
        }
        if (isContent(node)) {
            ObjectNode fields = JSON.createObjectNode();
            fields.set("text", node);
            return TextNode.valueOf(
                    withNames(
                            new HostileInput("poster", "text", "content", fields, fields)
                                    .text("text")
                                    .orElseThrow()));
        }
        if (node instanceof ObjectNode) {
            ObjectNode object = JSON.createObjectNode();
            node.properties()
                    .forEach(each -> object.set(each.getKey(), expanded(each.getValue(), raw)));
            return object;
        }
        if (node instanceof ArrayNode) {
            ArrayNode list = JSON.createArrayNode();
            node.forEach(each -> list.add(expanded(each, raw)));
            return list;
        }
        return node;
    }

    /** Whether it is a text in the notation of the corpus. */
    private static boolean isContent(JsonNode node) {
        if (node.isArray()) {
            for (JsonNode part : node) {
                if (part.has("repeat") && !isSingleElement(node)) {
                    return true;
                }
            }
            return false;
        }
        return node.has("repeat") || node.has("hex");
    }

    private static boolean isSingleElement(JsonNode list) {
        return list.size() == 1;
    }

    private String withNames(String text) {
        String replaced = text;
        for (Map.Entry<String, String> each : names.entrySet()) {
            replaced = replaced.replace(each.getKey(), each.getValue());
        }
        return replaced;
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        patch.properties()
                .forEach(each -> {
                    if (into.get(each.getKey()) instanceof ObjectNode there
                            && each.getValue().isObject()
                            && !each.getKey().equals("origin")) {
                        merge(there, each.getValue());
                    } else {
                        into.set(each.getKey(), each.getValue());
                    }
                });
    }

    private static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
