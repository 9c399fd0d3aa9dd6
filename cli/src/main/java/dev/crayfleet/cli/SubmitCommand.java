package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.cli.kafka.TaskProducer;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:submitted; with --wait, done, and its answer is on standard output",
            "1:the task has failed",
            "2:misused or refused; nothing was submitted",
            "3:it still runs when the wait is over",
            "4:no fleet was reached"
        })
final class SubmitCommand implements Callable<Integer> {
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

    @Option(names = "--wait", description = "wait for the result and print the answer")
    private boolean wait;

    @Option(
            names = "--wait-for",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "how long to wait at most (${DEFAULT-VALUE})")
    private String waitFor = "30m";

    @Option(
            names = "--url",
            description = "where ingest is ($CRAYFLEET_URL, http://127.0.0.1:8080)")
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
        FleetAddresses fleet = FleetAddresses.read();
        KafkaSettings settings = KafkaSettings.of(fleet.bootstrap(bootstrap));
        String ingest = fleet.ingest(url);
        FleetAddresses.check(kafka ? null : ingest, kafka || wait ? settings.bootstrap() : null);
        try (ResultWaiter results =
                wait ? ResultWaiter.open(settings, taskId, id != null) : ResultWaiter.none()) {
            if (kafka) {
                TaskProducer.submit(settings, taskId, task.prompt(), task.pool(), task.options());
            } else {
                HttpSubmission.submit(ingest, taskId, task);
            }
            if (!wait) {
                Terminal.of(spec).line(taskId.value());
                return 0;
            }
            FleetHttp dispatcher =
                    new FleetHttp("the dispatcher", fleet.dispatcher(null), "--dispatcher");
            return new SubmittedTask(taskId, dispatcher, Terminal.of(spec))
                    .await(results, timeout, task);
        } catch (IllegalArgumentException refusal) {
            return refuse(refusal.getMessage());
        }
    }

    private int refuse(@Nullable String reason) {
        Terminal.of(spec).error("not submitted: " + reason);
        return Crayfleet.REFUSED;
    }

    private boolean isQuoted() {
        return spec != null && spec.commandLine().getParseResult().originalArgs().contains("--");
    }
}
