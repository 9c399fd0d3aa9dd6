package dev.crayfleet.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * Where logs go: a service logs to its console, as containers expect; a local fleet to a file,
 * because its console is for the person; any other command says only what goes wrong.
 */
final class Logging {
    private static final String CONFIG = "logback.configurationFile";

    private Logging() {}

    /** Before the first logger is made. */
    static void choose(String[] args) {
        if (System.getProperty(CONFIG) != null) {
            return;
        }
        String command = args.length == 0 ? "" : args[0];
        if (command.equals("local")) {
            System.setProperty("crayfleet.log", LocalCommand.DATA.resolve("local.log").toString());
            System.setProperty(CONFIG, "logback-local.xml");
        } else if (!List.of("ingest", "dispatcher", "runner", "poster").contains(command)) {
            System.setProperty(CONFIG, "logback-quiet.xml");
        }
    }

    /** The log of a local fleet. */
    static Path file() {
        return LocalCommand.DATA.resolve("local.log");
    }
}
