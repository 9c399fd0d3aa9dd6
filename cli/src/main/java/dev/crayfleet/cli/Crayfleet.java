package dev.crayfleet.cli;

import dev.crayfleet.contract.Release;
import dev.crayfleet.dispatcher.DispatcherApp;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.poster.PosterApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code crayfleet} command. Exit codes: 0 done, 1 failed (a task, or a service), 2 misused or
 * refused, 3 a task still runs, 4 no fleet is reached.
 */
@Command(
        name = "crayfleet",
        description = "Runs a fleet of OpenClaw agents from a Discord channel, over Kafka.",
        mixinStandardHelpOptions = true,
        version = "crayfleet " + Release.VERSION,
        sortOptions = false,
        subcommands = {
            SubmitCommand.class,
            TasksCommand.class,
            TaskCommands.Task.class,
            ResultCommand.class,
            LogsCommand.class,
            CancelCommand.class,
            ReplayCommand.class,
            DeadLetterCommands.class,
            FleetCommands.Runners.class,
            FleetCommands.Pools.class,
            AgentsCommand.class,
            CostsCommand.class,
            EventsCommand.class,
            ApproveCommand.class,
            StopCommands.Stop.class,
            StopCommands.Resume.class,
            PoolCommands.Pause.class,
            PoolCommands.Drain.class,
            FleetFileCommands.class,
            SetupCommand.class,
            DoctorCommand.class,
            SecurityCommand.class,
            PurgeCommand.class,
            KeysCommand.class,
            TokenCommands.class,
            KafkaCommands.class,
            InstallCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Crayfleet implements Runnable {
    static final int FAILED = CommandLines.FAILED;
    static final int REFUSED = CommandLines.REFUSED;

    private static final Set<String> SERVICES = Set.of("ingest", "dispatcher", "runner", "poster");
    private static final Set<String> ELSEWHERE = Set.of("local", "storm", "bench");
    private static final String LOCAL_LINE =
            "  local       Runs everything here: Kafka, a small Discord, all services.";

    @Spec private @Nullable CommandSpec spec;

    private Crayfleet() {}

    public static void main(String[] args) {
        main(args, Map.of());
    }

    /**
     * Runs a command and ends the process.
     *
     * @param more commands, by their names, that this program has besides those of this module
     */
    public static void main(String[] args, Map<String, Object> more) {
        if (args.length == 0 || !SERVICES.contains(args[0])) {
            CommandLines.logNothing();
        }
        System.exit(commandLine(more).execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(Map.of());
    }

    private static CommandLine commandLine(Map<String, Object> more) {
        CommandLine commandLine = CommandLines.of(new Crayfleet());
        more.forEach(commandLine::addSubcommand);
        commandLine.getCommandSpec().usageMessage().footer(footer(more.containsKey("local")));
        commandLine.addSubcommand(
                "ingest", service("Runs ingest: Discord and HTTP to Kafka.", IngestApp::main));
        commandLine.addSubcommand("dispatcher", service("Runs a dispatcher.", DispatcherApp::main));
        commandLine.addSubcommand("runner", new RunnerCommand());
        commandLine.addSubcommand(
                "poster", service("Runs the poster: results to Discord.", PosterApp::main));
        commandLine.setParameterExceptionHandler((e, args) -> reportMisuse(e));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        // A task may begin with @; it names no file of arguments.
        commandLine.setExpandAtFiles(false);
        // A task may begin with -, and so may a mistyped option; submit tells them apart.
        CommandLine submit = Objects.requireNonNull(commandLine.getSubcommands().get("submit"));
        submit.setUnmatchedOptionsArePositionalParams(true);
        submit.setPosixClusteredShortOptionsAllowed(false);
        return commandLine;
    }

    private static String[] footer(boolean hasLocal) {
        List<String> lines =
                new ArrayList<>(
                        List.of("", "In a clone of the source, ./crayfleet has further commands:"));
        if (!hasLocal) {
            lines.add(LOCAL_LINE);
        }
        lines.add("  storm       Tests the promises: kills, freezes, cuts off real processes.");
        lines.add("  bench       Measures latency, throughput, memory, and what idling costs.");
        return lines.toArray(String[]::new);
    }

    private static int reportMisuse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            if (command.getCommand() instanceof SubmitCommand) {
                Terminal.of(command).error("not submitted: " + TaskText.unknownOption(word));
                return REFUSED;
            }
            if (command.getCommand() instanceof Crayfleet && ELSEWHERE.contains(word)) {
                Terminal.of(command)
                        .error(
                                word
                                        + " is not installed here. It runs from a clone of the source: ./crayfleet "
                                        + word);
                return REFUSED;
            }
        }
        return CommandLines.reportMisuse(e);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "What is to be done?");
        }
    }

    private interface ServiceMain {
        void run(String[] args);
    }

    private static CommandLine service(String description, ServiceMain main) {
        CommandSpec spec =
                CommandSpec.wrapWithoutInspection((Runnable) () -> main.run(new String[0]));
        spec.usageMessage().description(description + " Its settings come from the environment.");
        spec.mixinStandardHelpOptions(true);
        return new CommandLine(spec);
    }
}
