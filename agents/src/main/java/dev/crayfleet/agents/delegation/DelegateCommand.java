package dev.crayfleet.agents.delegation;

import dev.crayfleet.agents.workspace.AgentProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The command by which an agent delegates: a script for POSIX shells that needs curl, with the
 * address of its attempt in it, and a file with its token beside it. A file, because many attempts
 * may share one process, and because everybody can read a command line.
 */
public final class DelegateCommand implements AgentProgram {
    static final String NAME = "delegate";
    private static final String CONFIG = "delegate.curl";
    private static final String SCRIPT = loadScript();

    private final TaskGrant grant;

    public DelegateCommand(TaskGrant grant) {
        this.grant = grant;
    }

    @Override
    public void writeTo(Path folder, Path task) throws IOException {
        Path config = folder.resolve(CONFIG);
        write(
                config,
                """
                silent
                show-error
                noproxy = "*"
                connect-timeout = 5
                header = "Authorization: Bearer %s"
                header = "Expect:"
                """
                        .formatted(grant.token()),
                "rw-------");
        write(
                folder.resolve(NAME),
                SCRIPT.replace("@URL@", quoted(grant.url()))
                        .replace("@CONFIG@", quoted(config.toString()))
                        .replace("@FOLDER@", quoted(task.toString())),
                "rwx------");
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions)));
        }
        Files.writeString(file, text);
    }

    /** As one word for a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    @Override
    public String instructions(Path folder) {
        if (!grant.mayDelegate()) {
            return "";
        }
        String path = folder.resolve(NAME).toString();
        String command = path.matches("[A-Za-z0-9/._-]+") ? path : quoted(path);
        return """
        ## Other agents
        You can have other agents of the fleet do something, each in a task of its own:

            %s AGENT "INSTRUCTION" [--file FILE]...

        It waits, and prints the answer. Files and the answer are in `delegations/` then. They
        know nothing but the instruction and its files. `--needs CAPABILITY` in place of AGENT
        lets the fleet choose one; `--no-wait` goes on at once, `--await NUMBER` waits later.
        If it is refused or fails, it says why. `--help` tells all.
        """
                .formatted(command);
    }

    private static String loadScript() {
        try (InputStream script =
                Objects.requireNonNull(DelegateCommand.class.getResourceAsStream("delegate.sh"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
