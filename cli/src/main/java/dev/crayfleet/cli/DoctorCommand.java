package dev.crayfleet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.doctor.Doctor;
import dev.crayfleet.cli.doctor.Subject;
import dev.crayfleet.cli.machine.SecretPath;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import dev.crayfleet.stage.Stage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that can be wrong with a fleet; nothing is started or changed. */
@Command(
        name = "doctor",
        description = {
            "Looks at this machine, Kafka, the services, Discord and what a runner here would find,",
            "and says what is wrong and what helps. Takes 10 s at most, changes nothing, shows no secret.",
            "Ends with 1 if something would not work."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

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
            names = "--json",
            description = "Prints JSON: area, severity and sentence of each finding.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec);
        List<Doctor.Section> sections = Doctor.examine(subject());
        if (json) {
            terminal.json(toJson(sections));
        } else {
            sections.forEach(section -> print(terminal, section));
        }
        long errors = count(sections, Severity.ERROR);
        if (!json) {
            long warnings = count(sections, Severity.WARNING);
            terminal.line("");
            terminal.line(
                    errors + warnings == 0
                            ? "All is well."
                            : "%d bad, %d to look at.".formatted(errors, warnings));
        }
        return errors > 0 ? Crayfleet.FAILED : 0;
    }

    private Subject subject() {
        FleetAddresses addresses = FleetAddresses.read();
        @Nullable LocalFleetFile local = LocalFleetFile.read(LocalFleetFile.FOLDER).orElse(null);
        return new Subject(
                FleetServices.of(addresses, local, ingestUrl, dispatcherUrl, posterUrl),
                () -> kafka(addresses.bootstrap(bootstrap)),
                () -> FleetDiscord.settings(local),
                secretFiles(),
                LocalFleetFile.FOLDER,
                local == null ? Map.of() : local.runnerSettings(),
                Clock.systemUTC());
    }

    private static KafkaSettings kafka(String bootstrap) {
        KafkaSettings settings = Stage.readSettings(KafkaSettings.class);
        return new KafkaSettings(
                bootstrap, settings.lanes(), settings.replication(), settings.client());
    }

    private static List<Path> secretFiles() {
        return SecretPath.usedBy(
                        System.getenv(),
                        LocalFleetFile.FOLDER,
                        Path.of(System.getProperty("user.home", ".")))
                .stream()
                .map(SecretPath::path)
                .toList();
    }

    private static void print(Terminal terminal, Doctor.Section section) {
        terminal.line(section.area());
        for (Finding each : section.findings()) {
            terminal.line("  %-5s %s".formatted(mark(each.severity()), each.sentence()));
        }
    }

    private static String toJson(List<Doctor.Section> sections) {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode findings = mapper.createArrayNode();
        for (Doctor.Section section : sections) {
            for (Finding each : section.findings()) {
                ObjectNode node = findings.addObject();
                node.put("area", section.area())
                        .put("severity", each.severity().name().toLowerCase(Locale.ROOT))
                        .put("sentence", each.sentence());
            }
        }
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(findings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(List<Doctor.Section> sections, Severity severity) {
        return sections.stream()
                .flatMap(section -> section.findings().stream())
                .filter(each -> each.severity() == severity)
                .count();
    }

    private static String mark(Severity severity) {
        return switch (severity) {
            case OK -> "ok";
            case WARNING -> "look";
            case ERROR -> "bad";
        };
    }
}
