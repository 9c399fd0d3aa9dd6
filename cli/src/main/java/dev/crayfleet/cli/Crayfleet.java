package dev.crayfleet.cli;

import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.trial.bench.BenchCommand;
import dev.crayfleet.trial.storm.StormCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code crayfleet} command. Exit codes: 0 done, 1 failed (a task, or a service), 2 misused or
 * refused.
 */
@Command(
        name = "crayfleet",
        description = "Runs a fleet of OpenClaw agents from a Discord channel, over Kafka.",
        mixinStandardHelpOptions = true,
        version = "crayfleet 0.1.0",
        sortOptions = false,
        subcommands = {
            LocalCommand.class,
            SubmitCommand.class,
            TaskCommands.Tasks.class,
            TaskCommands.Task.class,
            TaskCommands.Cancel.class,
            TaskCommands.Replay.class,
            TaskCommands.Approve.class,
            DoctorCommand.class,
            StormCommand.class,
            BenchCommand.class
        })
public final class Crayfleet implements Runnable {
    static final int FAILED = 1;
    static final int REFUSED = 2;

    @Spec private @Nullable CommandSpec spec;

    private Crayfleet() {}

    public static void main(String[] args) {
        Logging.choose(args);
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Crayfleet());
        line.addSubcommand(
                "ingest", service("Runs ingest: Discord and HTTP to Kafka.", IngestApp::main));
        line.addSubcommand("dispatcher", service("Runs a dispatcher.", DispatcherApp::main));
        line.addSubcommand("runner", new RunnerCommand());
        line.addSubcommand(
                "poster", service("Runs the poster: results to Discord.", PosterApp::main));
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            Terminal.of(command).error(Sentences.of(e));
            return FAILED;
        });
        line.setParameterExceptionHandler(Crayfleet::misused);
        // A task may begin with @; it names no file of arguments.
        line.setExpandAtFiles(false);
        // A task may begin with -, and so may what is left of a mistyped option; submit tells
        // which.
        CommandLine submit = Objects.requireNonNull(line.getSubcommands().get("submit"));
        submit.setUnmatchedOptionsArePositionalParams(true);
        submit.setPosixClusteredShortOptionsAllowed(false);
        return line;
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        if (command.getCommand() instanceof SubmitCommand
                && e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            Terminal.of(command).error("not submitted: " + TaskText.noOption(word));
            return REFUSED;
        }
        Terminal.of(command).error(e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.usage(command.getErr());
        }
        return REFUSED;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "What is to be done?");
        }
    }

    private interface Main {
        void run(String[] args);
    }

    private static CommandLine service(String description, Main main) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection((Runnable) () -> main.run(new String[0]));
        spec.usageMessage().description(description + " Its settings come from the environment.");
        spec.mixinStandardHelpOptions(true);
        return new CommandLine(spec);
    }
}
