package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;

/**
 * The dispatcher's list of tasks as a table.
 *
 * @param lines by which times are told
 */
record TaskTable(TaskLines lines) {
    /** A terminal of fewer columns has no room for everything. */
    static final int WIDE = 120;

    private static final int ID_CHARS = 44;
    private static final int NAME_CHARS = 20;
    private static final int MODEL_CHARS = 30;
    private static final int PROMPT_CHARS = 40;
    private static final int NOTE_CHARS = 100;

    /**
     * @param tasks an array
     * @param width of the terminal
     */
    StateTable of(JsonNode tasks, int width) {
        List<List<String>> rows = new ArrayList<>();
        if (width < WIDE) {
            rows.add(List.of("TASK", "STATE", "WHEN", "WHAT"));
            tasks.forEach(task -> rows.add(narrow(task)));
        } else {
            rows.add(
                    List.of(
                            "TASK",
                            "STATE",
                            "POOL",
                            "MODEL",
                            "REQUESTER",
                            "WHEN",
                            "PROMPT",
                            "NOTE"));
            tasks.forEach(task -> rows.add(wide(task)));
        }
        return new StateTable(rows, 1).withoutEmptyColumns();
    }

    private List<String> wide(JsonNode task) {
        return List.of(
                cut(task.path("id"), ID_CHARS),
                task.path("state").asText(),
                cut(task.path("pool"), NAME_CHARS),
                cut(task.path("model"), MODEL_CHARS),
                cut(task.path("requester").path("name"), NAME_CHARS),
                when(task),
                cut(task.path("prompt"), PROMPT_CHARS),
                note(task));
    }

    private List<String> narrow(JsonNode task) {
        String why = TaskLines.why(task);
        return List.of(
                cut(task.path("id"), ID_CHARS),
                task.path("state").asText(),
                when(task),
                why.isEmpty()
                        ? cut(task.path("prompt"), NOTE_CHARS)
                        : Limits.cut(Texts.oneLine(why), NOTE_CHARS));
    }

    /** Of its end, or else of its submission. */
    private String when(JsonNode task) {
        return lines.ago(task.has("finishedAt") ? "finishedAt" : "submittedAt", task);
    }

    /** Who has it, why it waits, what came of it, or why nothing did. */
    private static String note(JsonNode task) {
        String why = TaskLines.why(task);
        if (!why.isEmpty()) {
            return Limits.cut(Texts.oneLine(why), NOTE_CHARS);
        }
        String runner = task.path("runner").asText();
        if (!runner.isEmpty()) {
            String by = task.path("cancelRequestedBy").asText();
            return "on %s%s%s"
                    .formatted(runner, attempt(task), by.isEmpty() ? "" : ", is stopped for " + by);
        }
        String answer = cut(task.path("answer"), NOTE_CHARS);
        return answer.isEmpty() ? "" : "= " + answer;
    }

    /** Which one it is, where it is not the first. */
    static String attempt(JsonNode task) {
        int attempts = task.path("attempts").asInt();
        if (attempts < 2) {
            return "";
        }
        int allowed = task.path("attemptsAllowed").asInt();
        return allowed < attempts
                ? ", attempt " + attempts
                : ", attempt %d of %d".formatted(attempts, allowed);
    }

    private static String cut(JsonNode text, int chars) {
        return Limits.cut(Texts.oneLine(text.asText("")), chars);
    }
}
