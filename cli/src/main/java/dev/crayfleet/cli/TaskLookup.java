package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a dispatcher says of a task before its topics are read: where in them it is worth looking.
 *
 * @param view missing if the dispatcher does not know the task, or does not answer
 * @param refusal why the dispatcher does not show it; empty if it does, or does not answer
 */
record TaskLookup(JsonNode view, Optional<String> refusal) {
    /** Kafka has the answer as well, so the dispatcher is not waited for longer. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(4);

    static TaskLookup of(FleetHttp dispatcher, TaskId task) {
        try {
            return new TaskLookup(
                    dispatcher.within(ANSWER_TIMEOUT).get("/tasks/" + task + "?result=false"),
                    Optional.empty());
        } catch (IllegalArgumentException refusal) {
            return new TaskLookup(
                    MissingNode.getInstance(), Optional.of(String.valueOf(refusal.getMessage())));
        } catch (IllegalStateException away) {
            return new TaskLookup(MissingNode.getInstance(), Optional.empty());
        }
    }

    boolean isKnown() {
        return view.isObject();
    }

    boolean isAlive() {
        return isKnown() && endedAt().isEmpty();
    }

    Optional<Instant> submittedAt() {
        return TaskLines.instant(view.path("submittedAt").asText());
    }

    Optional<Instant> endedAt() {
        return TaskLines.instant(view.path("finishedAt").asText());
    }

    /** What a living task does, for who waits for it, as in "the task …". */
    String doing() {
        String runner = view.path("runner").asText();
        if (!runner.isEmpty()) {
            return "is with " + runner + TaskTable.attempt(view);
        }
        String why = TaskLines.why(view);
        return why.isEmpty() ? "is " + view.path("state").asText() : why;
    }
}
