package dev.crayfleet.local;

import dev.crayfleet.cli.CommandLines;
import dev.crayfleet.cli.LocalFleetFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crayfleet local}: everything in one process, until Ctrl-C. */
@Command(
        name = "local",
        description = "Runs everything here: Kafka, a small Discord with a page, and all services.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LocalCommand implements Callable<Integer> {
    private static final Path DATA_FOLDER = LocalFleetFile.FOLDER;
    static final Path LOG_FILE = DATA_FOLDER.resolve("local.log");

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--runners",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many runners (${DEFAULT-VALUE})")
    private int runners;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "-1",
            description =
                    "of the page; 0 for any ("
                            + LocalFleet.DEFAULT_PAGE_PORT
                            + " where it is free)")
    private int port;

    @Option(
            names = "--discord",
            description = "use the real Discord, as discord-config.env says, not the emulator")
    private boolean discord;

    @Option(
            names = "--trust-agents",
            description = "use the real Discord also where agents with a shell run as you")
    private boolean trustAgents;

    @Option(names = "--fresh", description = "forget what earlier runs left in .crayfleet")
    private boolean fresh;

    @Option(
            names = "--executor",
            paramLabel = "NAME",
            description =
                    "who runs the tasks: openclaw-exec, openclaw-gateway, command, demo, or auto: OpenClaw if it is found")
    private @Nullable String executor;

    @Override
    public Integer call() throws InterruptedException {
        LocalOptions options = checkedOptions();
        PrintWriter out = out();
        out.println(
                discord
                        ? "Starting Kafka and the fleet …"
                        : "Starting Kafka, Discord and the fleet …");
        out.flush();
        KafkaFailure.endWith(DATA_FOLDER, LOG_FILE, sentence -> say(out, sentence));
        long started = System.nanoTime();
        CountDownLatch stopped = new CountDownLatch(1);
        LocalFleet fleet;
        try (SlowStartNotice slow = new SlowStartNotice(notice -> say(out, notice))) {
            InterruptibleStart start = new InterruptibleStart(slow);
            Thread stop = start.stopThread(notice -> say(out, notice), stopped);
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                fleet = start.start(() -> LocalFleet.start(options, start));
            } catch (RuntimeException e) {
                if (!start.isStopping()) {
                    Runtime.getRuntime().removeShutdownHook(stop);
                    throw e;
                }
                // The process ends; what was begun is stopped by now.
                stopped.await();
                return 0;
            }
        }
        printAddresses(out, fleet.fleetFile());
        out.printf("  Started in %.1f s%n", (System.nanoTime() - started) / 1e9);
        say(out, "READY");
        stopped.await();
        return 0;
    }

    /**
     * Looks at all that can be looked at before anything is started.
     *
     * @throws CommandLines.RefusedException with a sentence, if the fleet would not start
     */
    private LocalOptions checkedOptions() throws InterruptedException {
        try {
            Map<String, Object> settings =
                    executor == null
                            ? Map.of()
                            : Map.of(LocalFleetFile.EXECUTOR, StartChecks.executorName(executor));
            LocalOptions options =
                    new LocalOptions(
                            new LocalOptions.LocalFolders(DATA_FOLDER, Path.of("workers")),
                            runners,
                            port,
                            discord,
                            fresh,
                            settings,
                            LocalOptions.LocalEnvironment.DEFAULT);
            if (discord && !trustAgents) {
                refuseIf(StartChecks.wall(settings));
            }
            if (executor != null) {
                refuseIf(StartChecks.executor(settings));
            }
            if (discord) {
                refuseIf(StartChecks.discord());
            }
            // Last, because they make folders, which a command that is refused should not leave.
            refuseIf(StartChecks.folder(DATA_FOLDER));
            refuseIf(StartChecks.log(LOG_FILE));
            refuseIf(StartChecks.folder(options.folders().workers()));
            return options;
        } catch (IllegalArgumentException e) {
            throw new CommandLines.RefusedException(String.valueOf(e.getMessage()));
        }
    }

    private static void refuseIf(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new CommandLines.RefusedException(sentence);
        });
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private static void printAddresses(PrintWriter out, LocalFleetFile fleetFile) {
        if (fleetFile.pageUrl() != null) {
            out.println("  Page       " + fleetFile.pageUrl() + "   type a task in #task-queue");
        } else {
            out.println("  Discord    the real one: type a task in #task-queue");
        }
        out.println(
                "  HTTP       "
                        + fleetFile.ingestUrl()
                        + "/tasks   with curl -H @"
                        + DATA_FOLDER.resolve("header"));
        out.println("  Kafka      " + fleetFile.kafkaBootstrap());
        out.println("  What is where, for scripts: " + DATA_FOLDER.resolve("local.json"));
        out.println("  Log        " + LOG_FILE);
        out.println("  Agents     workers/");
        out.println("  Ctrl-C stops all of it; what was queued is done at the next start.");
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        return spec.commandLine().getOut();
    }
}
