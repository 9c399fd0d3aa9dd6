package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crayfleet approve}. */
@Command(
        name = "approve",
        description = {
            "Approves a task that waits for it.",
            "Where the fleet file says who approves, shows the whole task first, and approves exactly that."
        })
final class ApproveCommand extends DispatcherCommand {
    @Parameters(paramLabel = "ID", description = "of the task")
    private String id = "";

    @Option(names = "--yes", description = "does not ask")
    private boolean yes;

    @Option(
            names = "--sha256",
            paramLabel = "HASH",
            description = "of what you have looked at, as task ID --json has it; nothing is shown")
    private @Nullable String sha256;

    @Override
    void run(FleetHttp dispatcher, Terminal out) {
        TaskId task = new TaskId(id);
        String seen = sha256;
        if (seen == null) {
            JsonNode access = dispatcher.get("/tasks/" + task).path("access");
            seen = access.path("sha256").asText();
            if (!access.path("needs").isEmpty()) {
                lines(access).forEach(out::text);
                if (!Confirmation.ask("Approve exactly this", yes)) {
                    out.progress("not approved");
                    return;
                }
            }
        }
        ObjectNode body = TaskCommands.withRequester();
        if (!seen.isEmpty()) {
            body.put("sha256", seen);
        }
        dispatcher.post("/tasks/" + task + "/approve", body);
        out.line("approved " + id);
    }

    /** All of what would run, texts of one line or several. */
    private static List<String> lines(JsonNode access) {
        JsonNode asked = access.path("asked");
        List<String> lines = new ArrayList<>();
        lines.add(Texts.printable(asked.path("prompt").path("text").asText()));
        JsonNode whole = asked.path("prompt").path("file");
        if (whole.isObject()) {
            lines.add(
                    "(that is its beginning; the whole has %,d bytes and SHA-256 %s)"
                            .formatted(whole.path("size").asLong(), whole.path("sha256").asText()));
        }
        for (JsonNode file : asked.path("files")) {
            lines.add(
                    Texts.oneLine(
                            "file %s, %,d bytes, SHA-256 %s"
                                    .formatted(
                                            file.path("name").asText(),
                                            file.path("size").asLong(),
                                            file.path("sha256").asText())));
        }
        asked.path("options")
                .properties()
                .forEach(each ->
                        lines.add(Texts.oneLine(each.getKey() + ": " + each.getValue().asText())));
        if (access.has("mode")) {
            lines.add("mode: " + access.path("mode").asText());
        }
        lines.add("sha256: " + access.path("sha256").asText());
        return lines;
    }
}
