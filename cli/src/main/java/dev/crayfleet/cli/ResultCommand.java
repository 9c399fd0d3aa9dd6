package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
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
        description = "Prints the whole answer of a task; waits for it if the task has not ended.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ResultCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "of the task")
    private String id = "";

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
            description =
                    "where a dispatcher is ($CRAYFLEET_DISPATCHER_URL, http://127.0.0.1:8081)")
    private @Nullable String dispatcherUrl;

    @Override
    public Integer call() {
        Terminal out = Terminal.of(spec);
        TaskId task;
        Duration timeout;
        try {
            task = new TaskId(id);
            timeout = InlineTags.duration(waitFor);
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
        FleetAddresses fleet = FleetAddresses.read();
        KafkaSettings settings = KafkaSettings.of(fleet.bootstrap(bootstrap));
        FleetAddresses.check(null, settings.bootstrap());
        FleetHttp dispatcher =
                new FleetHttp("the dispatcher", fleet.dispatcher(dispatcherUrl), "--dispatcher");
        try (ResultWaiter results = ResultWaiter.open(settings, task, true)) {
            return new SubmittedTask(task, dispatcher, out).await(results, timeout);
        }
    }
}
