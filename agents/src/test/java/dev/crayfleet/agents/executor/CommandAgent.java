package dev.crayfleet.agents.executor;

import dev.crayfleet.agents.command.CommandExecutor;
import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.agents.keys.EnvironmentKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Scripts for the shell as agents; their first argument is the task. */
final class CommandAgent {
    /** The one that answers as all agents of the kit do. */
    static final String SCRIPT =
            """
            #!/bin/sh
            echo "the agent begins" >&2
            case "$1" in
              *HANG*) sleep 300 ;;
              *) printf '{"result":"25 × 4 = 100","model":"prog/one","usage":{"in":180,"out":61},"cost":0.0002}' ;;
            esac
            """;

    private CommandAgent() {}

    /** One that prints the answer with what it cost. */
    static CommandExecutor executor(Path program, String script, ProcessSettings processes)
            throws IOException {
        return new CommandExecutor(
                new CommandSettings(
                        command(program, script),
                        null,
                        new CommandSettings.Pointers(
                                "/result",
                                "",
                                "/model",
                                "/cost",
                                new CommandSettings.Tokens("/usage/in", "/usage/out", "", ""))),
                processes,
                EnvironmentKeys.DIRECT);
    }

    /**
     * One that asks a model.
     *
     * @param keys what it has in place of keys
     */
    static CommandExecutor proxied(
            Path program, String script, ProcessSettings processes, EnvironmentKeys keys)
            throws IOException {
        return new CommandExecutor(
                new CommandSettings(command(program, script), null, CommandSettings.Pointers.NONE),
                processes,
                keys);
    }

    private static List<String> command(Path program, String script) throws IOException {
        Files.writeString(program, script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return List.of(program.toString(), "{prompt}");
    }
}
