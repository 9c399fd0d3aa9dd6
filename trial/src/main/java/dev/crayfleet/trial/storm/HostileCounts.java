package dev.crayfleet.trial.storm;

import java.util.LinkedHashMap;
import java.util.Map;

/** What became of all hostile inputs that were sent by one path. */
final class HostileCounts {
    int sent;
    int tasks;
    int deadLetters;
    int refusals;
    int ignored;

    /** By the names that the report uses, in its order. */
    Map<String, Integer> byName() {
        Map<String, Integer> byName = new LinkedHashMap<>();
        byName.put("sent", sent);
        byName.put("tasks", tasks);
        byName.put("dead letters", deadLetters);
        byName.put("refusals", refusals);
        byName.put("ignored", ignored);
        return byName;
    }
}
