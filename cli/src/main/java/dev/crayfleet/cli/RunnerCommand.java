package dev.crayfleet.cli;

import dev.crayfleet.runner.RunnerApp;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a runner, until it is told to stop or has done what it was started for. */
@Command(
        name = "runner",
        description = "Runs a runner. Its settings come from the environment.",
        mixinStandardHelpOptions = true)
final class RunnerCommand implements Runnable {
    @Option(
            names = "--max-tasks",
            paramLabel = "<n>",
            description = "Leave after so many tasks; 1 makes a runner for one task.")
    private @Nullable Integer maxTasks;

    @Option(
            names = "--idle-exit",
            paramLabel = "<time>",
            description = "Leave after so long without work: 300, 5m.")
    private @Nullable String idleExit;

    @Option(
            names = "--agents",
            paramLabel = "<names>",
            description =
                    "Serve these agents of the fleet file, with the slots that it says: manager,auditor, or all.")
    private @Nullable String agents;

    @Override
    public void run() {
        ServedAgents.settings(agents, ServedAgents::ofProcess).forEach(System::setProperty);
        // Stronger than the environment, as what is typed should be.
        if (maxTasks != null) {
            System.setProperty("crayfleet.runner.max-tasks", maxTasks.toString());
        }
        if (idleExit != null) {
            System.setProperty("crayfleet.runner.idle-exit", idleExit);
        }
        RunnerApp.main(new String[0]);
    }
}
