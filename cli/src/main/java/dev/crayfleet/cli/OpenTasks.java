package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.discord.purge.PurgePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which messages belong to tasks that have not ended, as far as the dispatcher says. */
final class OpenTasks {
    /** No more are listed at a time; those that have not ended come first. */
    private static final int MAX_LISTED = 1_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_NAMED = 5;
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled", "expired");

    private final FleetHttp dispatcher;

    OpenTasks(FleetHttp dispatcher) {
        this.dispatcher = dispatcher.within(TIMEOUT);
    }

    /**
     * @return sentences for people; empty if nobody misses the messages
     */
    List<String> warnings(PurgePlan plan) {
        List<String> warnings = new ArrayList<>();
        Set<String> open = Set.of();
        try {
            open = open();
        } catch (IllegalStateException | IllegalArgumentException away) {
            warnings.add(
                    "  look: no dispatcher answers, so which of them are tasks that have not ended is not known; --dispatcher says where one is");
        }
        List<String> waiting = new ArrayList<>();
        int unread = 0;
        for (PurgePlan.Doomed each : plan.messages()) {
            String task = TaskId.ofDiscord(each.id()).value();
            if (open.contains(task)) {
                waiting.add(task);
            } else if (!each.isOwn() && !each.isMarked()) {
                unread++;
            }
        }
        if (!waiting.isEmpty()) {
            warnings.add(
                    "  look: tasks that have not ended: %s. They go on, but nobody sees a ✅ of theirs any more; crayfleet cancel ends them"
                            .formatted(named(waiting)));
        }
        if (unread > 0) {
            warnings.add(
                    "  look: without a ✅, and no task that waits: %,d. What Crayfleet has not read yet, because it is down for example, is lost when it is deleted"
                            .formatted(unread));
        }
        return warnings;
    }

    private static String named(List<String> tasks) {
        String first = String.join(", ", tasks.subList(0, Math.min(MAX_NAMED, tasks.size())));
        return tasks.size() > MAX_NAMED
                ? "%,d, among them %s".formatted(tasks.size(), first)
                : first;
    }

    private Set<String> open() {
        Set<String> open = new HashSet<>();
        JsonNode tasks = dispatcher.get("/tasks?limit=" + MAX_LISTED).path("tasks");
        for (JsonNode each : tasks) {
            if (!ENDED.contains(each.path("state").asText())) {
                open.add(each.path("id").asText());
            }
        }
        return open;
    }
}
