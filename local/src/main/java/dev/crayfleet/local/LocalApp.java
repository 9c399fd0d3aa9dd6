package dev.crayfleet.local;

import dev.crayfleet.cli.CommandLines;
import picocli.CommandLine.Command;

/** The program behind {@code crayfleet local}. */
@Command(name = "crayfleet", subcommands = LocalCommand.class)
public final class LocalApp {
    private LocalApp() {}

    public static void main(String[] args) {
        CommandLines.logTo(LocalCommand.LOG_FILE, "logback-local.xml");
        System.exit(CommandLines.of(new LocalApp()).execute(args));
    }
}
