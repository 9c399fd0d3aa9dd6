package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultLog;
import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet result}: the whole answer of a task, now or when it has ended. */
@Command(
        name = "result",
        description = {
            "Prints the whole answer of a task; waits for it if the task has not ended.",
            "It comes from Kafka, which keeps results for 30 days and their files for 7."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ResultCommand implements Callable<Integer> {
    /** What a dispatcher has decided is in Kafka a moment later. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "of the task")
    private String id = "";

    @Option(
            names = "--files",
            paramLabel = "DIR",
            description = "stores the files that the agent made there; replaces none")
    private @Nullable Path files;

    @Option(names = "--json", description = "prints the whole result as JSON")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "without notes about it")
    private boolean quiet;

    @Option(
            names = "--wait-for",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "how long to wait at most (${DEFAULT-VALUE})")
    private String waitFor = "30s";

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

    @Override
    public Integer call() throws InterruptedException {
        Terminal out = Terminal.of(spec);
        TaskId task;
        Duration timeout;
        try {
            task = new TaskId(id);
            timeout = InlineTags.duration(waitFor);
            return show(task, timeout, out);
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private int show(TaskId task, Duration timeout, Terminal out) throws InterruptedException {
        // Before anything is waited for.
        ResultPrinter printer =
                new ResultPrinter(
                        out,
                        files == null ? null : OutputFolder.at(files),
                        new ResultForm("--files", quiet, true, json));
        FleetAddresses fleet = FleetAddresses.read();
        KafkaSettings settings = fleet.kafka(bootstrap);
        FleetAddresses.check(null, settings.bootstrap());
        FleetHttp dispatcher =
                new FleetHttp("the dispatcher", fleet.dispatcher(dispatcherUrl), "--dispatcher");
        ResultLog log = new ResultLog(settings);
        // Opened before anybody is asked, so that what ends meanwhile is not missed.
        try (ResultWaiter waiter = ResultWaiter.open(settings, task, false)) {
            TaskLookup lookup = TaskLookup.of(dispatcher, task);
            Optional<TaskResult> result = find(task, log, lookup, out);
            if (result.isEmpty() && lookup.refusal().isPresent()) {
                throw new IllegalArgumentException(
                        lookup.refusal().get() + " Kafka has no result of it either.");
            }
            if (result.isEmpty()) {
                result = await(task, waiter, lookup, timeout, out);
            }
            return result.map(found -> printer.print(found, waiter))
                    .orElseGet(() -> missing(task, lookup, settings, timeout, out));
        }
    }

    private static Optional<TaskResult> find(
            TaskId task, ResultLog log, TaskLookup lookup, Terminal out)
            throws InterruptedException {
        if (lookup.isAlive()) {
            return Optional.empty();
        }
        try (ProgressBar progress = out.progressBar("results")) {
            return log.find(task, lookup.endedAt().orElse(null), progress);
        }
    }

    private Optional<TaskResult> await(
            TaskId task, ResultWaiter waiter, TaskLookup lookup, Duration timeout, Terminal out) {
        if (lookup.endedAt().isPresent()) {
            return waiter.await(timeout.compareTo(MOMENT) < 0 ? timeout : MOMENT);
        }
        if (quiet) {
            return waiter.await(timeout);
        }
        if (lookup.isAlive()) {
            out.progress("task %s %s".formatted(task, lookup.doing()));
        }
        try (WaitingLine line = out.waitingLine(task)) {
            return waiter.await(timeout, line);
        }
    }

    private static int missing(
            TaskId task,
            TaskLookup lookup,
            KafkaSettings settings,
            Duration timeout,
            Terminal out) {
        if (lookup.endedAt().isPresent()) {
            out.error(
                    "task %s %s, but its result is no longer in Kafka. Look at what is known with: crayfleet task %s"
                            .formatted(
                                    task,
                                    TaskLines.pastTense(lookup.view().path("state").asText()),
                                    task));
            return CommandLines.FAILED;
        }
        // The fleet may have ended meanwhile: then nothing goes on.
        FleetAddresses.check(null, settings.bootstrap());
        out.error(
                lookup.isAlive()
                        ? "task %s has no result after %s; it goes on. Look at it with: crayfleet task %s"
                                .formatted(task, ReadableTimes.duration(timeout), task)
                        : "task %s has no result in Kafka after %s, and no dispatcher says where it is. Look again with: crayfleet task %s"
                                .formatted(task, ReadableTimes.duration(timeout), task));
        return CommandLines.STILL_RUNNING;
    }
}
