package dev.crayfleet.cli;

import dev.crayfleet.cli.systemd.AgentUnit;
import dev.crayfleet.cli.systemd.ThisMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crayfleet agents install} and {@code uninstall}. */
final class AgentUnitCommands {
    private AgentUnitCommands() {}

    private static Path place(@Nullable Path into) {
        return into == null
                ? AgentUnit.place(Path.of(System.getProperty("user.home")))
                : into.resolve(AgentUnit.NAME);
    }

    @Command(
            name = "install",
            description =
                    "Writes a unit file for your own systemd, by which it runs agents. It starts nothing, and says what does.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Install extends AgentProcessCommands.OfAgents {
        @Option(
                names = "--into",
                paramLabel = "FOLDER",
                description = "for the unit file (~/.config/systemd/user)")
        private @Nullable Path into;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Path folder = Path.of(file()).toAbsolutePath().resolveSibling("").normalize();
            String units =
                    agents().keySet().stream()
                            .map(each -> AgentUnit.NAME.replace("@.service", "@" + each))
                            .collect(Collectors.joining(" "));
            AgentUnit unit =
                    new AgentUnit(
                            folder,
                            ThisMachine.ownLauncher(),
                            Path.of(System.getProperty("java.home")));
            Path file = place(into);
            unit.write(file);
            out().line("written: " + file);
            String complaints = AgentUnit.complaints(file);
            if (!complaints.isEmpty()) {
                out().error("systemd does not like it:\n" + complaints.strip());
                return Crayfleet.FAILED;
            }
            out().line(
                            "Start them:  systemctl --user daemon-reload && systemctl --user enable --now "
                                    + units);
            out().line("Have them run while you are not logged in:  loginctl enable-linger");
            return 0;
        }
    }

    @Command(
            name = "uninstall",
            description = "Deletes that unit file. It stops nothing, and says what does.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Uninstall extends AgentProcessCommands.OfAgents {
        @Option(
                names = "--from",
                paramLabel = "FOLDER",
                description = "with the unit file (~/.config/systemd/user)")
        private @Nullable Path from;

        @Override
        public Integer call() throws IOException {
            Path file = place(from);
            out().line((Files.deleteIfExists(file) ? "deleted: " : "not there: ") + file);
            out().line("Stop what runs:  systemctl --user disable --now 'crayfleet-agent@*'");
            return 0;
        }
    }
}
