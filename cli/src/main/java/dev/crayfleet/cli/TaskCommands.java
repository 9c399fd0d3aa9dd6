package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is asked of the dispatcher about tasks that there are. */
final class TaskCommands {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USUAL_URL = "http://127.0.0.1:8081";

    private TaskCommands() {}

    /** Common to all: where the dispatcher is, and how its refusal ends. */
    @Command(mixinStandardHelpOptions = true)
    abstract static sealed class Asking implements Callable<Integer>
            permits Tasks, Task, Cancel, Approve, Replay {
        @Spec private @Nullable CommandSpec spec;

        @Option(
                names = "--dispatcher",
                paramLabel = "URL",
                description = "where it is ($CRAYFLEET_DISPATCHER_URL, " + USUAL_URL + ")")
        private @Nullable String url;

        @Override
        public final Integer call() {
            Terminal out = Terminal.of(spec);
            try {
                ask(new FleetHttp("the dispatcher", url(), "--dispatcher"), out);
                return 0;
            } catch (IllegalArgumentException refused) {
                out.error(refused.getMessage());
                return Crayfleet.REFUSED;
            }
        }

        abstract void ask(FleetHttp dispatcher, Terminal out);

        private String url() {
            String environment = System.getenv("CRAYFLEET_DISPATCHER_URL");
            if (url != null) {
                return url;
            }
            if (environment != null && !environment.isBlank()) {
                return environment;
            }
            return LocalFleetFile.read(LocalFleetFile.FOLDER)
                    .map(LocalFleetFile::dispatcherUrl)
                    .orElse(USUAL_URL);
        }
    }

    @Command(name = "tasks", description = "Lists tasks: those alive, then those that ended last.")
    static final class Tasks extends Asking {
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
        void ask(FleetHttp dispatcher, Terminal out) {
            StringJoiner query = new StringJoiner("&", "?", "");
            add(query, "state", state);
            add(query, "pool", pool);
            add(query, "requester", requester);
            add(query, "limit", Integer.toString(limit));
            JsonNode answer = dispatcher.get("/tasks" + query);
            for (JsonNode task : answer.path("tasks")) {
                out.line(line(task));
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

    @Command(name = "task", description = "Shows a task, with its history.")
    static final class Task extends Asking {
        @Parameters(paramLabel = "ID", description = "of the task")
        private String id = "";

        @Override
        void ask(FleetHttp dispatcher, Terminal out) {
            JsonNode task = dispatcher.get("/tasks/" + new TaskId(id));
            out.line(line(task));
            for (JsonNode step : task.path("history")) {
                StringJoiner text = new StringJoiner("  ");
                text.add("  " + step.path("at").asText());
                text.add(step.path("what").asText());
                addIf(
                        text,
                        "attempt ",
                        step.path("attempt").asInt() == 0 ? "" : step.path("attempt").asText());
                addIf(text, "", step.path("runner").asText());
                addIf(text, "", step.path("detail").asText());
                out.line(text.toString());
            }
        }
    }

    @Command(
            name = "cancel",
            description = "Stops a task: one that waits at once, one that runs with its agent.")
    static final class Cancel extends Asking {
        @Parameters(paramLabel = "ID", description = "of the task")
        private String id = "";

        @Override
        void ask(FleetHttp dispatcher, Terminal out) {
            dispatcher.post("/tasks/" + new TaskId(id) + "/cancel", caller());
            out.line("cancelling " + id);
        }
    }

    @Command(name = "approve", description = "Lets a task run that waits for a person's word.")
    static final class Approve extends Asking {
        @Parameters(paramLabel = "ID", description = "of the task")
        private String id = "";

        @Override
        void ask(FleetHttp dispatcher, Terminal out) {
            dispatcher.post("/tasks/" + new TaskId(id) + "/approve", caller());
            out.line("approved " + id);
        }
    }

    @Command(
            name = "replay",
            description = "Does a task again that has ended, as a new one, and prints its id.")
    static final class Replay extends Asking {
        @Parameters(paramLabel = "ID", description = "of the task that has ended")
        private String id = "";

        @Mixin private TaskFlags wishes = new TaskFlags();

        @Option(names = "--prompt", description = "instead of the old one, to the letter")
        private @Nullable String prompt;

        @Option(names = "--id", description = "of the new task: the same id is the same replay")
        private @Nullable String newId;

        @Override
        void ask(FleetHttp dispatcher, Terminal out) {
            ObjectNode body = caller();
            HttpSubmission.wishes(body, wishes.flags());
            if (prompt != null) {
                body.put("prompt", prompt);
            }
            if (newId != null) {
                body.put("id", TaskId.ofSender(newId).value());
            }
            JsonNode answer = dispatcher.post("/tasks/" + new TaskId(id) + "/replay", body);
            out.line(answer.path("id").asText());
        }
    }

    /** So that others see who it was. */
    private static ObjectNode caller() {
        return JSON.createObjectNode().put("requester", System.getProperty("user.name", "unknown"));
    }

    /** A task on one line. */
    private static String line(JsonNode task) {
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

    private static void addIf(StringJoiner line, String before, String value) {
        if (!value.isEmpty() && !value.equals("null")) {
            line.add(before + value);
        }
    }
}
