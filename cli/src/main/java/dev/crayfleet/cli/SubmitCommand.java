package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.cli.kafka.TaskProducer;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet submit}: one task, over HTTP or straight to Kafka. */
@Command(
        name = "submit",
        description =
                "Submits a task. Finds a fleet by .crayfleet/local.json, else at the usual addresses.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SubmitCommand implements Callable<Integer> {
    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "TASK",
            description = {
                "what is to be done, in quotes; may have tags; - reads it from standard input",
                "one that begins with an option's name stands behind --: submit -- \"--help me\""
            })
    private List<String> words = new ArrayList<>();

    @Mixin private TaskFlags flags = new TaskFlags();

    @Option(
            names = {"-a", "--agent"},
            description = "the named agent, which is a pool")
    private @Nullable String agent;

    @Option(names = "--wait", description = "wait for the result and print it")
    private boolean wait;

    @Option(
            names = "--wait-for",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "how long to wait at most (${DEFAULT-VALUE})")
    private String waitFor = "30m";

    @Option(names = "--url", description = "where ingest is ($CRAYFLEET_URL, " + DEFAULT_URL + ")")
    private @Nullable String url;

    @Option(names = "--kafka", description = "write to Kafka, not over HTTP")
    private boolean kafka;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    @Option(names = "--id", description = "of the task: the same id is the same task, once")
    private @Nullable String id;

    @Override
    public Integer call() {
        TaskFlags.SubmittableTask task;
        TaskId taskId;
        Duration timeout;
        try {
            taskId = id == null ? new TaskId("cli-" + UUID.randomUUID()) : TaskId.ofSender(id);
            task = flags.toTask(TaskText.read(words, isQuoted(), System.in), agent);
            timeout = InlineTags.duration(waitFor);
        } catch (IllegalArgumentException refusal) {
            return refuse(refusal.getMessage());
        }
        Optional<LocalFleetFile> localFleet = LocalFleetFile.read(LocalFleetFile.FOLDER);
        KafkaSettings settings = KafkaSettings.of(bootstrap(localFleet));
        try (ResultWaiter results =
                wait ? ResultWaiter.open(settings, taskId, id != null) : ResultWaiter.none()) {
            if (kafka) {
                TaskProducer.submit(settings, taskId, task.prompt(), task.pool(), task.options());
            } else {
                HttpSubmission.submit(url(localFleet), taskId, task);
            }
            Terminal.of(spec).line(taskId.value());
            return wait ? print(results.await(timeout)) : 0;
        } catch (IllegalArgumentException refusal) {
            return refuse(refusal.getMessage());
        }
    }

    private int print(TaskResult result) {
        RunReport report = result.report();
        if (result.status() == TaskStatus.SUCCEEDED) {
            Terminal.of(spec).text(report == null ? "" : report.answer().result());
            return 0;
        }
        Terminal.of(spec)
                .error(
                        "task %s %s: %s"
                                .formatted(result.id(), result.status().word(), result.reason()));
        return Crayfleet.FAILED;
    }

    private int refuse(@Nullable String reason) {
        Terminal.of(spec).error("not submitted: " + reason);
        return Crayfleet.REFUSED;
    }

    private String bootstrap(Optional<LocalFleetFile> localFleet) {
        return firstOf(
                bootstrap,
                System.getenv("KAFKA_BOOTSTRAP_SERVERS"),
                localFleet.map(LocalFleetFile::kafkaBootstrap).orElse(null),
                KafkaSettings.DEFAULT_BOOTSTRAP);
    }

    private String url(Optional<LocalFleetFile> localFleet) {
        return firstOf(
                url,
                System.getenv("CRAYFLEET_URL"),
                localFleet.map(LocalFleetFile::ingestUrl).orElse(null),
                DEFAULT_URL);
    }

    private static String firstOf(
            @Nullable String option,
            @Nullable String environment,
            @Nullable String fromFile,
            String fallback) {
        if (option != null) {
            return option;
        }
        if (environment != null && !environment.isBlank()) {
            return environment;
        }
        return fromFile == null ? fallback : fromFile;
    }

    private boolean isQuoted() {
        return spec != null && spec.commandLine().getParseResult().originalArgs().contains("--");
    }
}
