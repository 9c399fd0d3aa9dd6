package dev.crayfleet.trial.storm;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often what happened in a storm. */
final class AuditCounts {
    int tasks;
    int attempts;
    int starts;
    int retries;
    int lostAttempts;
    int succeeded;
    int failed;
    int duplicates;
    int staleMessages;
    int posts;
    int deadLetters;
    int hostileResults;

    /** By the names that the report uses, in its order. */
    Map<String, Integer> byName() {
        Map<String, Integer> byName = new LinkedHashMap<>();
        byName.put("tasks", tasks);
        byName.put("attempts claimed", attempts);
        byName.put("agents started", starts);
        byName.put("retries", retries);
        byName.put("attempts lost with their runner", lostAttempts);
        byName.put("succeeded", succeeded);
        byName.put("failed for want of attempts", failed);
        byName.put("duplicates recognised", duplicates);
        byName.put("messages of stale attempts ignored", staleMessages);
        byName.put("posts in #results", posts);
        byName.put("dead letters", deadLetters);
        byName.put("results of hostile inputs", hostileResults);
        return byName;
    }
}
