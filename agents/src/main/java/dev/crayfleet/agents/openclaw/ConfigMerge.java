package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Merges configurations as OpenClaw does: objects key by key, lists by appending. */
final class ConfigMerge {
    /** OpenClaw drops these keys where it merges, because they mean something in JavaScript. */
    private static final Set<String> DROPPED_KEYS = Set.of("__proto__", "prototype", "constructor");

    private ConfigMerge() {}

    /**
     * @param over goes before {@code base} where both have a value that cannot be merged
     */
    static JsonNode merge(JsonNode base, JsonNode over) {
        if (base instanceof ArrayNode first && over instanceof ArrayNode second) {
            return first.deepCopy().addAll(second);
        }
        if (!(base instanceof ObjectNode into) || !(over instanceof ObjectNode from)) {
            return over;
        }
        ObjectNode merged = withoutDroppedKeys(into);
        from.properties()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    JsonNode current = merged.get(entry.getKey());
                    if (DROPPED_KEYS.contains(entry.getKey())) {
                        return;
                    }
                    if (current != null && current.isArray() && value.isArray()
                            || current != null && current.isObject() && value.isObject()) {
                        merged.set(entry.getKey(), merge(current, value));
                    } else {
                        merged.set(entry.getKey(), withoutDroppedKeysIfObject(value));
                    }
                });
        return merged;
    }

    private static JsonNode withoutDroppedKeysIfObject(JsonNode value) {
        return value instanceof ObjectNode object ? withoutDroppedKeys(object) : value;
    }

    private static ObjectNode withoutDroppedKeys(ObjectNode object) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(entry -> {
                    if (!DROPPED_KEYS.contains(entry.getKey())) {
                        kept.set(entry.getKey(), withoutDroppedKeysIfObject(entry.getValue()));
                    }
                });
        return kept;
    }
}
