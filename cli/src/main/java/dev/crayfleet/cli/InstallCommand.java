package dev.crayfleet.cli;

import dev.crayfleet.cli.systemd.Installation;
import dev.crayfleet.cli.systemd.ThisMachine;
import dev.crayfleet.cli.systemd.UnitFiles;
import dev.crayfleet.cli.systemd.UnitSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what a service manager needs to run the services. */
@Command(
        name = "install",
        description =
                "Writes unit files of systemd for ingest, dispatcher, poster and runners. It starts nothing, and says what does.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InstallCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--systemd", required = true, description = "the only one there is yet")
    private boolean systemd;

    @Option(names = "--user", description = "for your own systemd, and not the machine's")
    private boolean user;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "crayfleet",
            description =
                    "how the users are called who run the services of the machine: NAME-ingest and so on (${DEFAULT-VALUE})")
    private String as = "";

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            description = "for the unit files (/etc/systemd/system, ~/.config/systemd/user)")
    private @Nullable Path into;

    @Option(
            names = "--launcher",
            paramLabel = "FILE",
            description = "the crayfleet command that units start (this one)")
    private @Nullable Path launcher;

    @Option(names = "--dry-run", description = "prints the files, and writes nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "replaces files that are different, without asking")
    private boolean yes;

    @Override
    public Integer call() {
        Terminal out = Terminal.of(spec);
        try {
            Installation installation = installation();
            if (dryRun) {
                installation
                        .files()
                        .forEach((file, content) -> out.text("# " + file + "\n" + content));
                return 0;
            }
            List<Path> different = installation.different();
            if (!different.isEmpty() && !Confirmation.ask("Replace " + names(different), yes)) {
                out.progress("nothing is written");
                return Crayfleet.REFUSED;
            }
            installation.write().forEach(file -> out.line("written: " + file));
            nextSteps(installation).forEach(out::line);
            return 0;
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
    }

    private Installation installation() {
        UnitSettings settings =
                new UnitSettings(
                        launcher == null ? ThisMachine.ownLauncher() : launcher.toAbsolutePath(),
                        Path.of(System.getProperty("java.home", "")).toAbsolutePath(),
                        user,
                        as,
                        ThisMachine.systemdVersion());
        return Installation.of(settings, into, Path.of(System.getProperty("user.home", ".")));
    }

    private static String names(List<Path> files) {
        return String.join(", ", files.stream().map(Path::toString).toList());
    }

    private List<String> nextSteps(Installation installation) {
        String manager = user ? "systemctl --user" : "systemctl";
        return List.of(
                "",
                "Settings of all services are in %s. Discord's are written by:"
                        .formatted(installation.settingsFile()),
                "  crayfleet setup --file %s"
                        .formatted(
                                installation.settingsFile().resolveSibling("discord-config.env")),
                user
                        ? "Services go on after you have logged out with: loginctl enable-linger"
                        : "These users have to be there, and one more for each further runner:\n  for each in %s; do useradd --system --no-create-home $each; done"
                                .formatted(String.join(" ", UnitFiles.users(as))),
                "Then start them, and any number of runners:",
                "  %s daemon-reload".formatted(manager),
                "  %s enable --now %s".formatted(manager, String.join(" ", UnitFiles.enabled())));
    }
}
