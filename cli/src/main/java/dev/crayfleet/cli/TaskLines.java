package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/** The dispatcher's JSON of tasks as lines for people. */
final class TaskLines {
    private TaskLines() {}

    /** A step of a task's history on one line. */
    static String historyStep(JsonNode step) {
        StringJoiner text = new StringJoiner("  ");
        text.add("  " + step.path("at").asText());
        text.add(step.path("what").asText());
        addIf(
                text,
                "attempt ",
                step.path("attempt").asInt() == 0 ? "" : step.path("attempt").asText());
        addIf(text, "", step.path("runner").asText());
        addIf(text, "", step.path("detail").asText());
        return text.toString();
    }

    /** A task on one line. */
    static String task(JsonNode task) {
        StringJoiner line = new StringJoiner("  ");
        line.add(task.path("id").asText());
        line.add(task.path("state").asText());
        line.add("pool " + task.path("pool").asText());
        addIf(line, "no. ", task.path("position").asText());
        addIf(line, "wait ", seconds(task.path("waitSeconds")));
        addIf(line, "on ", task.path("runner").asText());
        addIf(
                line,
                "attempt ",
                task.path("attempts").asInt() > 1 ? task.path("attempts").asText() : "");
        addIf(line, "", task.path("reason").asText());
        return line.toString();
    }

    private static String seconds(JsonNode number) {
        return number.isNumber() ? number.asText() + " s" : "";
    }

    private static void addIf(StringJoiner line, String prefix, String value) {
        if (!value.isEmpty() && !value.equals("null")) {
            line.add(prefix + value);
        }
    }
}
