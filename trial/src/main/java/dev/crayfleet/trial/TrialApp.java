package dev.crayfleet.trial;

import dev.crayfleet.cli.CommandLines;
import dev.crayfleet.trial.bench.BenchCommand;
import dev.crayfleet.trial.storm.StormCommand;
import picocli.CommandLine.Command;

/** The program behind {@code crayfleet storm} and {@code crayfleet bench}. */
@Command(
        name = "crayfleet",
        subcommands = {StormCommand.class, BenchCommand.class})
public final class TrialApp {
    private TrialApp() {}

    public static void main(String[] args) {
        CommandLines.logNothing();
        System.exit(CommandLines.of(new TrialApp()).execute(args));
    }
}
