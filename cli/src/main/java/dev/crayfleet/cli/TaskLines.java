package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The dispatcher's JSON of tasks as lines for people.
 *
 * @param now by which ages are told
 * @param zone in which times of day are
 */
record TaskLines(Instant now, ZoneId zone) {
    private static final int PROMPT_CHARS = 50;
    private static final int ANSWER_CHARS = 60;

    static TaskLines ofNow() {
        return new TaskLines(Instant.now(), ZoneId.systemDefault());
    }

    /**
     * A step of a task's history on one line.
     *
     * @param before the step before it; missing for the first
     */
    String historyStep(JsonNode step, JsonNode before) {
        StringJoiner text = new StringJoiner("  ");
        text.add("  " + clock(step.path("at").asText()));
        text.add("%-9s".formatted(between(before, step).map(time -> "+" + time).orElse("")));
        text.add(step.path("what").asText());
        addIf(
                text,
                "attempt ",
                step.path("attempt").asInt() == 0 ? "" : step.path("attempt").asText());
        addIf(text, "", step.path("runner").asText());
        addIf(text, "", step.path("detail").asText());
        return text.toString();
    }

    /** How long after another step one came; empty if that is not known. */
    private static Optional<String> between(JsonNode before, JsonNode step) {
        return instant(before.path("at").asText())
                .flatMap(from ->
                        instant(step.path("at").asText())
                                .map(to -> ReadableTimes.duration(Duration.between(from, to))));
    }

    /** Where a task is, on one line. */
    String state(JsonNode task) {
        StringJoiner line = new StringJoiner("  ");
        line.add(task.path("id").asText());
        line.add(task.path("state").asText());
        line.add("pool " + task.path("pool").asText());
        addIf(line, "on ", task.path("runner").asText());
        addIf(
                line,
                "attempt ",
                task.path("attempts").asInt() > 1 ? task.path("attempts").asText() : "");
        return line.toString();
    }

    /** A task in a list: where it is, since when, what it asks, and what came of it or why not. */
    String task(JsonNode task) {
        StringJoiner line = new StringJoiner("  ");
        line.add(state(task));
        addIf(line, "", ago(task.has("finishedAt") ? "finishedAt" : "submittedAt", task));
        String prompt = Texts.oneLine(task.path("prompt").asText());
        addIf(line, "", prompt.isEmpty() ? "" : "\"" + Limits.cut(prompt, PROMPT_CHARS) + "\"");
        addIf(line, "= ", Limits.cut(Texts.oneLine(task.path("answer").asText()), ANSWER_CHARS));
        addIf(line, "", why(task));
        return line.toString();
    }

    /** Why it waits, or why it did not succeed; empty if neither. */
    static String why(JsonNode task) {
        String waiting = task.path("waiting").path("sentence").asText();
        if (waiting.isEmpty()) {
            return task.path("reason").asText("");
        }
        JsonNode seconds = task.path("waitSeconds");
        return "waits: "
                + waiting
                + (seconds.canConvertToLong()
                        ? "; about " + ReadableTimes.duration(Duration.ofSeconds(seconds.asLong()))
                        : "");
    }

    /** How long ago something was; empty if that is not said. */
    String ago(String field, JsonNode task) {
        return instant(task.path(field).asText()).map(at -> ReadableTimes.ago(at, now)).orElse("");
    }

    /** The local time; the text itself, if it is no time. */
    String clock(String text) {
        return instant(text).map(at -> ReadableTimes.clock(at, now, zone)).orElse(text);
    }

    static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** As in "the task was cancelled". */
    static String pastTense(String state) {
        return state.equals("cancelled") ? "was cancelled" : "has " + state;
    }

    private static void addIf(StringJoiner line, String prefix, String value) {
        if (!value.isEmpty() && !value.equals("null")) {
            line.add(prefix + value);
        }
    }
}
