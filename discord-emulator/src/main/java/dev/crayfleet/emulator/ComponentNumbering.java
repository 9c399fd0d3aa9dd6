package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** Gives an id to buttons and other components that have none, as Discord does. */
final class ComponentNumbering {
    private final Set<Integer> usedIds = new HashSet<>();
    private int nextId = 1;

    private ComponentNumbering() {}

    /** A copy in which every component has an id. */
    static ArrayNode numbered(ArrayNode components) {
        ArrayNode copy = components.deepCopy();
        ComponentNumbering numbering = new ComponentNumbering();
        copy.forEach(numbering::collectIds);
        copy.forEach(numbering::assignIds);
        return copy;
    }

    private void collectIds(JsonNode component) {
        usedIds.add(component.path("id").asInt());
        children(component).forEach(this::collectIds);
    }

    private void assignIds(JsonNode component) {
        if (component instanceof ObjectNode object && component.path("id").asInt() == 0) {
            while (!usedIds.add(nextId)) {
                nextId++;
            }
            object.put("id", nextId);
        }
        children(component).forEach(this::assignIds);
    }

    private static ArrayNode children(JsonNode component) {
        ArrayNode children = JsonTrees.array();
        component.path("components").forEach(children::add);
        for (String field : new String[] {"component", "accessory"}) {
            if (component.path(field).isObject()) {
                children.add(component.get(field));
            }
        }
        return children;
    }
}
