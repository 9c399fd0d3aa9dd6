package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.ResultWaiter;
import dev.crayfleet.cli.submission.Attachment;
import dev.crayfleet.cli.submission.SubmitWay;
import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.TaskId;
import java.nio.file.Path;
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

/** {@code crayfleet submit}: one task or many, over HTTP or straight to Kafka. */
@Command(
        name = "submit",
        description =
                "Submits a task. Finds a fleet by .crayfleet/local.json, else at the usual addresses.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:submitted; with --wait, done, and its answer is on standard output",
            "1:the task has failed; of a batch, some tasks were refused",
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

    @Option(
            names = "--needs",
            paramLabel = "CAPABILITY",
            description = "any agent that has it and that you may ask, in place of --agent")
    private @Nullable String needs;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "a file for the agent, up to 8 MiB; may be given 32 times, 16 MiB in all")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--wait", description = "wait for the result and print the answer")
    private boolean wait;

    @Option(
            names = "--wait-for",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "how long to wait at most (${DEFAULT-VALUE})")
    private String waitFor = "30m";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "wait, and save the files that the agent made in this folder")
    private @Nullable Path output;

    @Mixin private BatchFlags batch = new BatchFlags();

    @Mixin private WayFlags way = new WayFlags();

    @Option(names = "--id", description = "of the task: the same id is the same task, once")
    private @Nullable String id;

    @Override
    public Integer call() {
        try {
            return batch.isGiven() ? submitBatch() : submitTask();
        } catch (IllegalArgumentException refusal) {
            Terminal.of(spec).error("not submitted: " + refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private int submitBatch() {
        if (!words.isEmpty() || !files.isEmpty() || wait || output != null || id != null) {
            throw new IllegalArgumentException(
                    "--batch goes with neither a task nor --file, --wait, --output or --id: those are for one task");
        }
        return batch.submit(flags.overrides(agent, needs), way, Terminal.of(spec));
    }

    private int submitTask() {
        batch.checkNothingGiven();
        TaskId taskId = id == null ? new TaskId("cli-" + UUID.randomUUID()) : TaskId.ofSender(id);
        SubmittableTask task =
                flags.toTask(TaskText.read(words, isQuoted(), System.in), agent, needs);
        Duration timeout = InlineTags.duration(waitFor);
        List<Attachment> attachments = Attachment.read(files);
        boolean isWaiting = wait || output != null;
        WayFlags.Way chosen = way.choose();
        ResultPrinter printer =
                new ResultPrinter(
                        Terminal.of(spec),
                        output == null ? null : OutputFolder.at(output),
                        ResultForm.ANSWER);
        FleetAddresses.check(
                chosen.isKafka() ? null : chosen.ingest(),
                chosen.isKafka() || isWaiting ? chosen.kafka().bootstrap() : null);
        try (ResultWaiter results =
                isWaiting
                        ? ResultWaiter.open(chosen.kafka(), taskId, id != null)
                        : ResultWaiter.none()) {
            submit(chosen, taskId, task, attachments);
            if (!isWaiting) {
                Terminal.of(spec).line(taskId.value());
                return 0;
            }
            FleetHttp dispatcher =
                    new FleetHttp("the dispatcher", chosen.dispatcher(), "--dispatcher");
            SubmittedTask submitted =
                    new SubmittedTask(taskId, dispatcher, Terminal.of(spec), printer);
            try {
                return submitted.await(results, timeout, task);
            } catch (IllegalArgumentException e) {
                // No refusal any more: it is done whatever goes wrong here.
                throw new IllegalStateException(
                        "task %s is submitted, but its result is not shown: %s. crayfleet result %s shows it"
                                .formatted(taskId, e.getMessage(), taskId),
                        e);
            }
        }
    }

    private void submit(
            WayFlags.Way chosen,
            TaskId taskId,
            SubmittableTask task,
            List<Attachment> attachments) {
        try (SubmitWay open = chosen.open(Terminal.of(spec))) {
            List<FileRef> stored = new ArrayList<>();
            for (Attachment each : attachments) {
                stored.add(open.store(taskId, each));
            }
            if (open.submit(taskId, task.withFiles(stored))) {
                Terminal.of(spec)
                        .progress(
                                "task %s is known already: it is not done again".formatted(taskId));
            }
        }
    }

    private boolean isQuoted() {
        return spec != null && spec.commandLine().getParseResult().originalArgs().contains("--");
    }
}
