package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.ReadableTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.StreamSupport;

/**
 * When things happened to a task, for people. What is not known is an empty text.
 *
 * @param task as {@code GET /tasks/<id>} has it
 * @param lines by which times are told
 */
record TaskTimes(JsonNode task, TaskLines lines) {
    private static final double NANOS_PER_SECOND = 1e9;

    String submitted() {
        String at = agoAndClock(task.path("submittedAt"));
        return at.isEmpty() ? "" : at + " by " + task.path("requester").path("name").asText();
    }

    /** The last time, by whom, and which attempt that is. */
    String claimed() {
        List<JsonNode> claims = claims();
        if (claims.isEmpty()) {
            return "";
        }
        JsonNode last = claims.getLast();
        return "%s by %s%s"
                .formatted(
                        agoAndClock(last.path("at")),
                        last.path("runner").asText(),
                        TaskTable.attempt(task));
    }

    String ended() {
        return agoAndClock(task.path("finishedAt"));
    }

    /** From the submission to the end; how long it waited of that, and the agent worked. */
    String took() {
        Instant from = instant(task.path("submittedAt")).orElse(null);
        Instant to = instant(task.path("finishedAt")).orElse(null);
        if (from == null || to == null) {
            return "";
        }
        StringJoiner parts = new StringJoiner(", ");
        parts.add(between(from, to));
        claims().stream()
                .findFirst()
                .flatMap(claim -> instant(claim.path("at")))
                .ifPresent(claim -> parts.add("waited " + between(from, claim)));
        JsonNode seconds = task.path("result").path("seconds");
        if (seconds.isNumber()) {
            Duration worked = Duration.ofNanos(Math.round(seconds.asDouble() * NANOS_PER_SECOND));
            parts.add("the agent worked " + ReadableTimes.duration(worked));
        }
        return parts.toString();
    }

    private List<JsonNode> claims() {
        return StreamSupport.stream(task.path("history").spliterator(), false)
                .filter(step -> step.path("what").asText().equals("claimed"))
                .toList();
    }

    private String agoAndClock(JsonNode at) {
        return instant(at)
                .map(time ->
                        "%s (%s)"
                                .formatted(
                                        ReadableTimes.ago(time, lines.now()),
                                        lines.clock(at.asText())))
                .orElse("");
    }

    private static String between(Instant from, Instant to) {
        return ReadableTimes.duration(Duration.between(from, to));
    }

    private static Optional<Instant> instant(JsonNode text) {
        return TaskLines.instant(text.asText());
    }
}
