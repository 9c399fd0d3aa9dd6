package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about tasks that exist, which the dispatcher carries out. */
final class TaskCommands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TaskCommands() {}

    @Command(name = "tasks", description = "Lists tasks: those alive, then those that ended last.")
    static final class Tasks extends DispatcherCommand {
        @Option(
                names = "--state",
                description =
                        "awaiting-approval, queued, claimed, running, backing-off, succeeded, failed, cancelled or expired")
        private @Nullable String state;

        @Option(names = "--pool", description = "of this pool")
        private @Nullable String pool;

        @Option(names = "--requester", description = "of this requester's id")
        private @Nullable String requester;

        @Option(
                names = "--limit",
                defaultValue = "50",
                description = "at most so many, up to 1000 (${DEFAULT-VALUE})")
        private int limit;

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            StringJoiner query = new StringJoiner("&", "?", "");
            add(query, "state", state);
            add(query, "pool", pool);
            add(query, "requester", requester);
            add(query, "limit", Integer.toString(limit));
            JsonNode answer = dispatcher.get("/tasks" + query);
            TaskLines lines = TaskLines.ofNow();
            for (JsonNode task : answer.path("tasks")) {
                out.line(lines.task(task));
            }
            if (answer.path("tasks").isEmpty()) {
                out.line("no tasks");
            }
            if (answer.has("missingLanes")) {
                out.line(
                        "not complete: nobody answers for lanes "
                                + answer.path("missingLanes")
                                + (answer.has("unreachable")
                                        ? ", nothing comes from " + answer.path("unreachable")
                                        : ""));
            }
        }

        private static void add(StringJoiner query, String name, @Nullable String value) {
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
    }

    @Command(
            name = "task",
            description = "Shows a task: where it is, what came of it, its history.")
    static final class Task extends DispatcherCommand {
        @Parameters(paramLabel = "ID", description = "of the task")
        private String id = "";

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            JsonNode task = dispatcher.get("/tasks/" + new TaskId(id));
            TaskSheet.of(task, TaskLines.ofNow()).forEach(out::text);
        }
    }

    @Command(name = "approve", description = "Approves a task that waits for a person's approval.")
    static final class Approve extends DispatcherCommand {
        @Parameters(paramLabel = "ID", description = "of the task")
        private String id = "";

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            dispatcher.post("/tasks/" + new TaskId(id) + "/approve", withRequester());
            out.line("approved " + id);
        }
    }

    /** A body that says who asks, for the history. */
    static ObjectNode withRequester() {
        return JSON.createObjectNode().put("requester", System.getProperty("user.name", "unknown"));
    }
}
