package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** The dispatcher's list of runners as a table. */
final class RunnerTable {
    private static final int NOTE_CHARS = 120;

    private RunnerTable() {}

    /**
     * @param answer of {@code GET /runners}
     * @param isWide whether there is room for where and what each is
     */
    static StateTable of(JsonNode answer, Instant now, boolean isWide) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "RUNNER",
                        "STATE",
                        "POOL",
                        "SLOTS",
                        "BUSY",
                        "HEARD",
                        "HOST",
                        "VERSION",
                        "OPENCLAW",
                        "NOTE"));
        for (JsonNode runner : answer.path("runners")) {
            rows.add(
                    List.of(
                            PoolTable.name(runner.path("runner")),
                            runner.path("standing").asText(),
                            PoolTable.name(runner.path("pool")),
                            runner.path("slots").asText(),
                            runner.path("busy").asText(),
                            heard(runner),
                            isWide ? PoolTable.name(runner.path("host")) : "",
                            isWide ? PoolTable.name(runner.path("version")) : "",
                            isWide ? PoolTable.name(runner.path("openclaw")) : "",
                            note(runner, now)));
        }
        return new StateTable(rows, 1).withoutEmptyColumns();
    }

    private static String heard(JsonNode runner) {
        JsonNode silent = runner.path("silentSeconds");
        return silent.isNumber() ? PoolTable.seconds(silent) + " ago" : "";
    }

    /** Why it gets no tasks, and which it has. */
    private static String note(JsonNode runner, Instant now) {
        StringJoiner note = new StringJoiner("; ");
        Optional<Instant> until = TaskLines.instant(runner.path("quarantinedUntil").asText());
        if (until.isPresent()) {
            String requester = runner.path("quarantinedFor").asText();
            note.add(
                    "%d tasks%s failed on it; %s"
                            .formatted(
                                    runner.path("failures").asInt(),
                                    requester.isEmpty() ? "" : " of requester " + requester,
                                    until.get().isAfter(now)
                                            ? ReadableTimes.ago(until.get(), now) + " one is tried"
                                            : "one is tried next"));
        }
        StringJoiner tasks = new StringJoiner(", ");
        runner.path("tasks").forEach(task -> tasks.add(task.asText()));
        if (tasks.length() > 0) {
            note.add("runs " + tasks);
        }
        return Limits.cut(Texts.oneLine(note.toString()), NOTE_CHARS);
    }
}
