package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** Buttons and the like: Discord numbers those that came without a number. */
final class Components {
    private final Set<Integer> taken = new HashSet<>();
    private int next = 1;

    private Components() {}

    static ArrayNode numbered(ArrayNode components) {
        ArrayNode copy = components.deepCopy();
        Components numbers = new Components();
        copy.forEach(numbers::take);
        copy.forEach(numbers::give);
        return copy;
    }

    private void take(JsonNode component) {
        taken.add(component.path("id").asInt());
        inside(component).forEach(this::take);
    }

    private void give(JsonNode component) {
        if (component instanceof ObjectNode object && component.path("id").asInt() == 0) {
            while (!taken.add(next)) {
                next++;
            }
            object.put("id", next);
        }
        inside(component).forEach(this::give);
    }

    private static ArrayNode inside(JsonNode component) {
        ArrayNode inside = JsonTrees.array();
        component.path("components").forEach(inside::add);
        for (String single : new String[] {"component", "accessory"}) {
            if (component.path(single).isObject()) {
                inside.add(component.get(single));
            }
        }
        return inside;
    }
}
