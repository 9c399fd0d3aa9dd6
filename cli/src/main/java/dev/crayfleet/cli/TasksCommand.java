package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.contract.Texts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crayfleet tasks}: the dispatcher's list, once or as it changes. */
@Command(
        name = "tasks",
        description = "Lists tasks: those alive, then those that ended last.",
        sortOptions = false)
final class TasksCommand extends DispatcherCommand {
    @Option(
            names = "--state",
            description =
                    "awaiting-approval, queued, claimed, running, backing-off, succeeded, failed, cancelled or expired")
    private @Nullable String state;

    @Option(
            names = {"-a", "--agent", "--pool"},
            description = "of this named agent, which is a pool")
    private @Nullable String pool;

    @Option(names = "--requester", paramLabel = "ID", description = "of this requester's id")
    private @Nullable String requester;

    @Option(
            names = {"-m", "--model"},
            description = "whose model's name has this in it")
    private @Nullable String model;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "that came or ended since then: 10m or 7d ago, or 2026-01-02")
    private @Nullable String since;

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            defaultValue = "50",
            description = "at most so many, up to 1000 (${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = {"-w", "--watch"},
            description = "shows how they change, at a terminal, until Ctrl-C")
    private boolean watch;

    @Option(names = "--json", description = "prints what the dispatcher answers, as JSON")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "prints ids only")
    private boolean quiet;

    @Override
    void run(FleetHttp dispatcher, Terminal out) {
        if ((watch ? 1 : 0) + (json ? 1 : 0) + (quiet ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "only one of --watch, --json and --quiet is possible");
        }
        // Once, so that a mistyped time is not told again and again.
        String path = "/tasks" + query(Instant.now());
        if (watch) {
            Watch.run(out, size -> watched(dispatcher.get(path), size));
            return;
        }
        JsonNode answer = dispatcher.get(path);
        if (json) {
            out.json(answer);
        } else if (quiet) {
            answer.path("tasks").forEach(task -> out.line(task.path("id").asText()));
        } else {
            print(answer, out);
        }
    }

    private void print(JsonNode answer, Terminal out) {
        JsonNode tasks = answer.path("tasks");
        if (tasks.isEmpty()) {
            out.progress("no tasks");
        } else {
            out.table(new TaskTable(TaskLines.ofNow()).of(tasks, Terminal.columns()));
        }
        if (tasks.size() == limit) {
            out.progress("there may be more: --limit shows up to 1000");
        }
        gaps(answer).ifPresent(out::progress);
    }

    private static List<String> watched(JsonNode answer, TerminalSize size) {
        JsonNode tasks = answer.path("tasks");
        List<String> lines = new ArrayList<>();
        gaps(answer).ifPresent(gap -> lines.add(TextWidth.cut(Texts.oneLine(gap), size.columns())));
        if (tasks.isEmpty()) {
            lines.add("no tasks");
        } else {
            lines.addAll(
                    new TaskTable(TaskLines.ofNow())
                            .of(tasks, size.columns())
                            .lines(size.columns(), Terminal.isColoured()));
        }
        return lines;
    }

    private String query(Instant now) {
        StringJoiner query = new StringJoiner("&", "?", "");
        add(query, "state", state);
        add(query, "pool", pool);
        add(query, "requester", requester);
        add(query, "model", model);
        add(
                query,
                "since",
                since == null
                        ? null
                        : PastTimes.parse(since, now, ZoneId.systemDefault()).toString());
        add(query, "limit", Integer.toString(limit));
        return query.toString();
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
