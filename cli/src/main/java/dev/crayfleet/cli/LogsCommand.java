package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultLog;
import dev.crayfleet.cli.kafka.TaskEventLog;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code crayfleet logs}: what a task's agent says, from the events in Kafka, and what it prints,
 * from its runner by way of the dispatcher.
 */
@Command(
        name = "logs",
        description = {
            "Shows what a task's agent says while it works, and what happens to the task.",
            "An agent is heard every 2 s at most; Kafka keeps it for 30 days.",
            "While it works, the end of what it prints follows, which its runner keeps.",
            "If the task has failed, the end of the agent's output follows."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LogsCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "of the task")
    private String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "goes on until the task has ended")
    private boolean follow;

    @Option(names = "--json", description = "prints each event as JSON, one a line")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "what the agent says and nothing else")
    private boolean quiet;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    @Option(
            names = "--dispatcher",
            paramLabel = "URL",
            description =
                    "where a dispatcher is ($CRAYFLEET_DISPATCHER_URL, http://127.0.0.1:8081)")
    private @Nullable String dispatcherUrl;

    private final Codec codec = new Codec();
    private long events;
    private boolean isAgentAtWork;
    private TaskEvent.@Nullable TaskFinished end;

    @Override
    public Integer call() throws InterruptedException {
        Terminal out = Terminal.of(spec);
        try {
            return show(new TaskId(id), out);
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private int show(TaskId task, Terminal out) throws InterruptedException {
        FleetAddresses fleet = FleetAddresses.read();
        KafkaSettings settings = fleet.kafka(bootstrap);
        FleetAddresses.check(null, settings.bootstrap());
        FleetHttp dispatcher =
                new FleetHttp("the dispatcher", fleet.dispatcher(dispatcherUrl), "--dispatcher");
        TaskLookup lookup = TaskLookup.of(dispatcher, task);
        try (TaskEventLog log =
                        TaskEventLog.open(settings, task, lookup.submittedAt().orElse(null));
                AgentOutput output = new AgentOutput(dispatcher, task)) {
            try (ProgressBar progress = out.progressBar("events")) {
                log.read(event -> show(event, out), progress);
            }
            if (events == 0 && lookup.refusal().isPresent()) {
                throw new IllegalArgumentException(
                        lookup.refusal().get() + " Kafka has no events of it either.");
            }
            if (follow) {
                log.follow(
                        event -> show(event, out),
                        () -> followOutput(output, out),
                        () -> end != null);
            } else if (!json && isAgentAtWork && lookup.isAlive()) {
                output.ask(AgentOutput.to(out, quiet));
            }
        }
        if (events == 0) {
            out.progress("nothing has happened to task %s yet".formatted(task));
        }
        return json || end == null ? 0 : showRest(task, end, new ResultLog(settings), out);
    }

    private void followOutput(AgentOutput output, Terminal out) {
        if (end == null && !json && isAgentAtWork) {
            output.follow(AgentOutput.to(out, quiet), System.nanoTime());
        }
    }

    private void show(TaskEvent.OfTask event, Terminal out) {
        events++;
        switch (event) {
            case TaskEvent.TaskFinished finished -> end = finished;
            // What is only remarked does not begin the task anew.
            case TaskEvent.DuplicateIgnored _, TaskEvent.StaleRunIgnored _ -> {}
            default -> end = null;
        }
        switch (event) {
            case TaskEvent.AgentSpawned _ -> isAgentAtWork = true;
            case TaskEvent.RetryScheduled _, TaskEvent.TaskQueued _, TaskEvent.TaskFinished _ ->
                    isAgentAtWork = false;
            default -> {}
        }
        if (json) {
            out.json(new String(codec.encode(event), StandardCharsets.UTF_8));
            return;
        }
        Optional<String> line =
                quiet
                        ? LogLine.words(event)
                        : LogLine.of(event, Instant.now(), ZoneId.systemDefault());
        line.ifPresent(out::line);
    }

    /** What is not among the events: what the agent left. */
    private int showRest(TaskId task, TaskEvent.TaskFinished finished, ResultLog log, Terminal out)
            throws InterruptedException {
        if (finished.status() == TaskStatus.SUCCEEDED) {
            if (!quiet) {
                out.progress("Its answer is printed by: crayfleet result " + task);
            }
            return 0;
        }
        Optional<TaskResult> result = log.find(task, finished.at(), Progress.NONE);
        String left =
                result.map(TaskResult::report)
                        .map(report -> report.answer().result().strip())
                        .orElse("");
        if (!left.isEmpty()) {
            out.text(left);
        }
        return 0;
    }
}
