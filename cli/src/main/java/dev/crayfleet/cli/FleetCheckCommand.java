package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import dev.crayfleet.fleet.words.FleetSentences;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crayfleet fleet check}. */
@Command(
        name = "check",
        description = {
            "Says all that is wrong with a fleet file, each with its line and column.",
            "Ends with 1 if something is."
        })
final class FleetCheckCommand extends FleetFileCommands.OfFile {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = FleetFileCommands.DEFAULT_FILE,
            description = "${DEFAULT-VALUE} unless named; - is standard input")
    private String file = FleetFileCommands.DEFAULT_FILE;

    @Option(names = "--json", description = "prints JSON: valid, version, problems, more, remarks")
    private boolean json;

    @Override
    public Integer call() {
        FleetReading reading = FleetFileReader.read(file);
        if (json) {
            terminal().json(toJson(file, reading));
        } else {
            lines(file, reading).forEach(terminal()::line);
        }
        return reading instanceof FleetReading.Valid ? 0 : Crayfleet.FAILED;
    }

    private static List<String> lines(String file, FleetReading reading) {
        return switch (reading) {
            case FleetReading.Invalid invalid -> FleetFileReader.lines(file, invalid);
            case FleetReading.Valid(Fleet fleet) -> {
                List<String> lines = new ArrayList<>();
                lines.add(
                        "%s is valid: %s, %s, %s; version %s"
                                .formatted(
                                        file,
                                        count(fleet.roles().size(), "role"),
                                        count(fleet.agents().size(), "agent"),
                                        count(fleet.approvals().size(), "approval"),
                                        fleet.version()));
                FleetSentences.remarks(fleet).forEach(each -> lines.add("look: " + each));
                yield lines;
            }
        };
    }

    private static String count(int count, String what) {
        return count == 1 ? "1 " + what : "%d %ss".formatted(count, what);
    }

    private static ObjectNode toJson(String file, FleetReading reading) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("file", file).put("valid", reading instanceof FleetReading.Valid);
        switch (reading) {
            case FleetReading.Valid(Fleet fleet) -> {
                root.put("version", fleet.version().sha256());
                root.putArray("problems");
                root.put("more", 0);
                ArrayNode remarks = root.putArray("remarks");
                FleetSentences.remarks(fleet).forEach(remarks::add);
            }
            case FleetReading.Invalid(List<Problem> problems, int more) -> {
                ArrayNode list = root.putArray("problems");
                problems.forEach(each -> put(list.addObject(), each));
                root.put("more", more);
            }
        }
        return root;
    }

    private static void put(ObjectNode node, Problem problem) {
        if (problem.at().line() > 0) {
            node.put("line", problem.at().line()).put("column", problem.at().column());
        }
        node.put("path", problem.path()).put("sentence", problem.sentence());
    }
}
