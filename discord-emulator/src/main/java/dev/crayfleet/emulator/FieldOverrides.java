package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON fields that replace those of a message or a channel, whatever it is made of. Kept in memory
 * only. Guarded by the state's lock.
 */
final class FieldOverrides {
    private final Map<Long, ObjectNode> byId = new HashMap<>();

    void set(long id, ObjectNode fields) {
        byId.put(id, fields);
    }

    ObjectNode apply(long id, ObjectNode node) {
        ObjectNode fields = byId.get(id);
        return fields == null ? node : node.setAll(fields.deepCopy());
    }
}
