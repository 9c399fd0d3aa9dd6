package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One task as {@code crayfleet task} shows it: where it is, what it asks, what came of it, and its
 * history.
 */
final class TaskSheet {
    private static final String INDENT = "\n              ";
    private static final long KIBIBYTE = 1024;

    /** More than that of a text pushes everything else off the screen. */
    private static final int MAX_TEXT_LINES = 20;

    private static final int MAX_TEXT_CHARS = 2_000;
    private static final int MAX_FILES_CHARS = 300;

    private final JsonNode task;
    private final JsonNode result;
    private final TaskLines lines;
    private final List<String> sheet = new ArrayList<>();

    private TaskSheet(JsonNode task, TaskLines lines) {
        this.task = task;
        this.result = task.path("result");
        this.lines = lines;
    }

    /** Texts of one line or several. */
    static List<String> of(JsonNode task, TaskLines lines) {
        TaskSheet sheet = new TaskSheet(task, lines);
        sheet.write();
        return List.copyOf(sheet.sheet);
    }

    private void write() {
        sheet.add(Texts.oneLine(lines.state(task)));
        add("Why", TaskLines.why(task));
        add("For", parent());
        TaskTimes times = new TaskTimes(task, lines);
        add("Submitted", times.submitted());
        add("Claimed", times.claimed());
        add("Ended", times.ended());
        add("Took", times.took());
        add("Prompt", beginning(firstOf(result.path("prompt"), task.path("prompt"))));
        String answer = firstOf(result.path("answer"), task.path("answer"));
        add("Answer", beginning(answer));
        add("", rest(answer));
        add("Model", spend());
        add("Workspace", workspace());
        add("Files", files());
        for (JsonNode note : result.path("notes")) {
            add("Note", note.asText());
        }
        JsonNode access = task.path("access");
        add("Mode", access.path("mode").asText());
        for (JsonNode note : access.path("notes")) {
            add("Note", note.asText());
        }
        add("Allowed by", access.path("rule").asText());
        add("Result", task.path("resultMissing").asText());
        if (!task.path("children").isEmpty()) {
            sheet.add("  Delegated");
        }
        for (JsonNode child : task.path("children")) {
            sheet.add("    " + Texts.oneLine(delegated(child)));
        }
        if (!task.path("history").isEmpty()) {
            sheet.add("  History");
        }
        JsonNode before = MissingNode.getInstance();
        for (JsonNode step : task.path("history")) {
            sheet.add("  " + Texts.oneLine(lines.historyStep(step, before)));
            before = step;
        }
    }

    /** Whose agent has delegated it; crayfleet task shows that one, and so up to the first. */
    private String parent() {
        JsonNode parent = task.path("parent");
        return parent.isObject()
                ? Texts.oneLine(
                        "%s of %s, attempt %d"
                                .formatted(
                                        parent.path("pool").asText(),
                                        parent.path("id").asText(),
                                        parent.path("attempt").asInt()))
                : "";
    }

    private static String delegated(JsonNode child) {
        return "%-10s %s  %s%s"
                .formatted(
                        child.path("state").asText(),
                        child.path("id").asText(),
                        child.path("pool").asText(),
                        child.path("detached").asBoolean() ? ", goes on by itself" : "");
    }

    private void add(String label, String text) {
        if (!text.isBlank() && !text.equals("null")) {
            sheet.add(
                    String.format(Locale.ROOT, "  %-12s", label)
                            + Texts.printable(text).strip().replace("\n", INDENT));
        }
    }

    private static String firstOf(JsonNode whole, JsonNode preview) {
        return whole.isTextual() ? whole.asText() : preview.asText();
    }

    /** As much of it as is shown. */
    private static String beginning(String text) {
        String[] all = text.strip().split("\n", MAX_TEXT_LINES + 1);
        if (all.length <= MAX_TEXT_LINES) {
            return Limits.cut(text, MAX_TEXT_CHARS);
        }
        String shown = String.join("\n", List.of(all).subList(0, MAX_TEXT_LINES));
        return Limits.cut(shown + "\n…", MAX_TEXT_CHARS);
    }

    /** Where the rest is of an answer that is too long to be shown. */
    private String rest(String answer) {
        String id = task.path("id").asText();
        JsonNode file = result.path("answerFile");
        if (file.isObject()) {
            return "(the beginning of %,d KiB; the whole is attached in #results, and printed by: crayfleet result %s)"
                    .formatted(file.path("size").asLong() / KIBIBYTE, id);
        }
        return beginning(answer).strip().equals(answer.strip())
                ? ""
                : "(the beginning; the whole is printed by: crayfleet result %s)".formatted(id);
    }

    private String spend() {
        String model = firstOf(result.path("model"), task.path("model"));
        if (model.isEmpty()) {
            return "";
        }
        StringJoiner text = new StringJoiner(" | ");
        text.add(model);
        if (result.path("thinking").isTextual()) {
            text.add("Thinking: " + result.path("thinking").asText());
        }
        JsonNode usage = result.path("usage");
        if (usage.isObject()) {
            text.add(
                    "Tokens: %d in / %d out"
                            .formatted(
                                    usage.path("input").asLong(), usage.path("output").asLong()));
        }
        if (result.path("costUsd").isNumber()) {
            text.add("Cost: $" + result.path("costUsd").decimalValue().toPlainString());
        }
        return text.toString();
    }

    /** Names, which are an agent's. */
    private String files() {
        StringJoiner names = new StringJoiner(", ");
        result.path("files").forEach(name -> names.add(Texts.oneLine(name.asText())));
        return Limits.cut(names.toString(), MAX_FILES_CHARS);
    }

    private String workspace() {
        String path = result.path("workspace").asText();
        return path.isEmpty() ? "" : path + " on " + result.path("runner").asText();
    }
}
