package dev.crayfleet.local;

import dev.crayfleet.cli.CommandLines;
import dev.crayfleet.cli.Crayfleet;
import java.util.Map;

/** The {@code crayfleet} command with {@code local}: what the archive runs. */
public final class LocalApp {
    private static final String LOCAL = "local";

    private LocalApp() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(LOCAL)) {
            CommandLines.logTo(LocalCommand.LOG_FILE, "logback-local.xml");
        }
        Crayfleet.main(args, Map.of(LOCAL, new LocalCommand()));
    }
}
