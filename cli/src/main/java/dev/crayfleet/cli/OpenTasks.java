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
        Set<String> ids = new HashSet<>();
        plan.messages().forEach(each -> ids.add(TaskId.ofDiscord(each.id()).value()));
        try {
            List<String> open = open().stream().filter(ids::contains).toList();
            if (!open.isEmpty()) {
                warnings.add(
                        "  look: %d of them are tasks that have not ended: %s%s. They go on, but nobody sees a ✅ of them any more; crayfleet cancel ends them"
                                .formatted(
                                        open.size(),
                                        String.join(
                                                ", ",
                                                open.subList(0, Math.min(MAX_NAMED, open.size()))),
                                        open.size() > MAX_NAMED ? " ..." : ""));
            }
        } catch (IllegalStateException | IllegalArgumentException away) {
            warnings.add(
                    "  look: no dispatcher answers, so which of them are tasks that have not ended is not known; --dispatcher says where one is");
        }
        long unmarked =
                plan.messages().stream().filter(each -> !each.isOwn() && !each.isMarked()).count();
        if (unmarked > 0) {
            warnings.add(
                    "  look: %d have no ✅. What Crayfleet has not read yet, because it is down for example, is lost when it is deleted"
                            .formatted(unmarked));
        }
        return warnings;
    }

    private List<String> open() {
        List<String> open = new ArrayList<>();
        JsonNode tasks = dispatcher.get("/tasks?limit=" + MAX_LISTED).path("tasks");
        for (JsonNode each : tasks) {
            if (!ENDED.contains(each.path("state").asText())) {
                open.add(each.path("id").asText());
            }
        }
        return open;
    }
}
