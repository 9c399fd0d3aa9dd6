package dev.crayfleet.agents.home;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an agent has changed of its memory.
 *
 * @param written contents by relative names
 * @param deleted relative names
 */
record MemoryChange(Map<String, byte[]> written, List<String> deleted) {
    MemoryChange {
        written = new LinkedHashMap<>(written);
        deleted = List.copyOf(deleted);
    }

    boolean isEmpty() {
        return written.isEmpty() && deleted.isEmpty();
    }

    /** All that is to be another than before. */
    List<String> names() {
        List<String> names = new ArrayList<>(written.keySet());
        names.addAll(deleted);
        return names;
    }
}
