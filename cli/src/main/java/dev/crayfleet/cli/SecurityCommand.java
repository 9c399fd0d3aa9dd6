package dev.crayfleet.cli;

import dev.crayfleet.cli.security.Report;
import dev.crayfleet.cli.security.SecurityAudit;
import dev.crayfleet.cli.security.Severity;
import dev.crayfleet.cli.security.Target;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.kafka.rights.KafkaUsers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says who may what in a fleet, and which doors are open; nothing is started or changed. */
@Command(
        name = "security",
        description = {
            "Says who may what in the fleet, and names every door that is open, with its cure.",
            "Looks at the fleet file, tokens, Kafka, the services, and settings and files here.",
            "Takes 10 s at most unless told otherwise, changes nothing, shows no secret.",
            "Ends with 1 if a door is open or risky."
        })
final class SecurityCommand extends FleetFileCommands.OfFile {
    /** For the start of the program something is left of the ten seconds. */
    private static final String WAIT = "8s";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "a fleet file that is not applied yet, in place of the one that decides")
    private @Nullable String file;

    @Option(
            names = "--env",
            paramLabel = "FILE[,FILE]",
            description = {
                "the settings of a service, in files as systemd reads them, of which later ones win;",
                "once for each service. Default: the environment of this command"
            })
    private List<String> environments = new ArrayList<>();

    @Option(
            names = "--user",
            paramLabel = "ROLE=USER",
            description =
                    "who a service is in Kafka, as runner=alice; crayfleet-runner and so on unless said")
    private List<String> users = new ArrayList<>();

    @Option(names = "--url", description = "Of ingest. Default: as for submit.")
    private @Nullable String ingestUrl;

    @Option(names = "--dispatcher", description = "Its URL. Default: as for tasks.")
    private @Nullable String dispatcherUrl;

    @Option(
            names = "--poster",
            description =
                    "Its URL. Default: a local fleet's, else " + FleetServices.POSTER_URL + ".")
    private @Nullable String posterUrl;

    @Option(names = "--bootstrap", description = "Kafka. Default: as for submit --kafka.")
    private @Nullable String bootstrap;

    @Option(
            names = "--wait-for",
            paramLabel = "TIME",
            defaultValue = WAIT,
            description = "how long to wait at most for what does not answer (${DEFAULT-VALUE})")
    private String waitFor = WAIT;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        @Nullable Fleet proposed = null;
        if (file != null) {
            proposed = read(file);
            if (proposed == null) {
                return Crayfleet.FAILED;
            }
        }
        Report report = SecurityAudit.of(target(proposed), Instant.now(), timeout());
        if (json) {
            terminal().json(SecurityJson.of(report));
        } else {
            SecurityLines.print(report, terminal());
        }
        if (report.count(Severity.OPEN) + report.count(Severity.RISKY) > 0) {
            return Crayfleet.FAILED;
        }
        // What is not seen is not closed.
        return report.whoMayWhat().isPresent() ? 0 : CommandLines.UNREACHABLE;
    }

    private Duration timeout() {
        try {
            return InlineTags.duration(waitFor);
        } catch (IllegalArgumentException e) {
            throw new CommandLines.RefusedException("--wait-for: " + e.getMessage());
        }
    }

    private Target target(@Nullable Fleet proposed) {
        FleetAddresses addresses = FleetAddresses.read();
        @Nullable LocalFleetFile local = LocalFleetFile.read(LocalFleetFile.FOLDER).orElse(null);
        try {
            return new Target(
                    Optional.ofNullable(proposed),
                    FleetServices.of(addresses, local, ingestUrl, dispatcherUrl, posterUrl),
                    () -> addresses.kafka(bootstrap),
                    KafkaUsers.of(users),
                    System.getenv(),
                    discordConfig(local),
                    environments.stream().map(SecurityCommand::files).toList(),
                    local == null ? Map.of() : local.runnerSettings(),
                    LocalFleetFile.FOLDER);
        } catch (IllegalArgumentException e) {
            throw new CommandLines.RefusedException(String.valueOf(e.getMessage()));
        }
    }

    /** A local fleet with the small Discord does not use it. */
    private static Optional<Path> discordConfig(@Nullable LocalFleetFile local) {
        if (FleetDiscord.ofLocal(local).isPresent()) {
            return Optional.empty();
        }
        String named = System.getenv().getOrDefault("DISCORD_CONFIG", "").strip();
        return Optional.of(Path.of(named.isEmpty() ? "discord-config.env" : named));
    }

    private static List<Path> files(String list) {
        List<Path> files =
                Arrays.stream(list.split(","))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .map(Path::of)
                        .toList();
        for (Path each : files) {
            if (!Files.isReadable(each) || Files.isDirectory(each)) {
                throw new IllegalArgumentException(
                        "--env %s: it is not there, or you may not read it".formatted(each));
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("--env names a file");
        }
        return files;
    }
}
