package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.contract.TaskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about tasks that exist, which the dispatcher carries out. */
final class TaskCommands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TaskCommands() {}

    @Command(
            name = "task",
            description =
                    "Shows a task: where it is, why it waits or failed, what came of it, its history.",
            sortOptions = false)
    static final class Task extends DispatcherCommand {
        @Parameters(paramLabel = "ID", description = "of the task")
        private String id = "";

        @Option(names = "--json", description = "prints what the dispatcher answers, as JSON")
        private boolean json;

        @Override
        void run(FleetHttp dispatcher, Terminal out) {
            JsonNode task = ask(dispatcher, new TaskId(id));
            if (json) {
                out.json(task);
            } else {
                TaskSheet.of(task, TaskLines.ofNow()).forEach(out::text);
            }
        }

        private static JsonNode ask(FleetHttp dispatcher, TaskId task) {
            try {
                return dispatcher.get("/tasks/" + task);
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "%s What Kafka still has of it is shown by crayfleet result %s, and crayfleet logs %s"
                                .formatted(unknown.getMessage(), task, task),
                        unknown);
            }
        }
    }

    /** A body that says who asks, for the history. */
    static ObjectNode withRequester() {
        return JSON.createObjectNode().put("requester", CurrentUser.name());
    }
}
