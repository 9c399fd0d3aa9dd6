package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.replay.ReplaySender;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet replay}: one task by way of the dispatcher, or many from the topics. */
@Command(
        name = "replay",
        description = {
            "Does a task again that has ended, as a new one, and prints its id.",
            "With --failed or --expired: all that Kafka still knows, also while no dispatcher runs.",
            "Options such as --model are of the new tasks."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "of the task that has ended")
    private @Nullable String id;

    @Mixin private ReplayFlags filter = new ReplayFlags();

    @Option(
            names = {"-a", "--agent"},
            description = "of this agent; with an ID it stays the same")
    private @Nullable String agent;

    @Option(names = "--dry-run", description = "only shows what it would do")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "does not ask")
    private boolean yes;

    @Option(names = "--json", description = "prints what was found as JSON")
    private boolean json;

    @Mixin private TaskFlags flags = new TaskFlags();

    @Option(names = "--prompt", description = "with an ID: instead of the old one, to the letter")
    private @Nullable String prompt;

    @Option(
            names = "--id",
            description = "with an ID: of the new task; the same id is the same replay")
    private @Nullable String newId;

    @Option(
            names = "--dispatcher",
            paramLabel = "URL",
            description = "where it is ($CRAYFLEET_DISPATCHER_URL, http://127.0.0.1:8081)")
    private @Nullable String url;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    @Override
    public Integer call() {
        Terminal out = Terminal.of(spec);
        try {
            if (id == null) {
                return replayMany(out);
            }
            replayOne(id, out);
            return 0;
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private int replayMany(Terminal out) {
        if (!filter.isGiven()) {
            throw new IllegalArgumentException(
                    "say which task by its id, or --failed, --expired for all that ended so");
        }
        if (prompt != null || newId != null) {
            throw new IllegalArgumentException("--prompt and --id are for one task: give its id");
        }
        KafkaSettings settings = FleetAddresses.read().kafkaToWrite(bootstrap);
        return new BulkReplay(settings, out)
                .run(
                        filter.toFilter(agent, Instant.now(), ZoneId.systemDefault()),
                        filter.toBounds(),
                        new ReplaySender.Changes(flags.toOptions(), CurrentUser.requester()),
                        new BulkReplay.Manner(dryRun, yes, json));
    }

    private void replayOne(String task, Terminal out) {
        if (agent != null) {
            throw new IllegalArgumentException(
                    "a replay goes to the agent of the task that it repeats: leave --agent out, or submit a new task with it");
        }
        String stray = filter.strayOption();
        if (filter.isGiven() || stray != null || dryRun || json) {
            throw new IllegalArgumentException(
                    "%s: that is for many tasks, with --failed or --expired and no id"
                            .formatted(
                                    stray != null
                                            ? stray
                                            : filter.isGiven()
                                                    ? "--failed"
                                                    : "--dry-run and --json"));
        }
        ObjectNode body = TaskCommands.withRequester();
        HttpSubmission.putOptions(body, flags.toOptions());
        if (prompt != null) {
            body.put("prompt", prompt);
        }
        if (newId != null) {
            body.put("id", TaskId.ofSender(newId).value());
        }
        FleetHttp dispatcher =
                new FleetHttp(
                        "the dispatcher", FleetAddresses.read().dispatcher(url), "--dispatcher");
        JsonNode answer = dispatcher.post("/tasks/" + new TaskId(task) + "/replay", body);
        out.line(answer.path("id").asText());
    }
}
