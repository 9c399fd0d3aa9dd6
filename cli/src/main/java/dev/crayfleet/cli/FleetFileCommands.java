package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import dev.crayfleet.fleet.words.FleetDiff;
import dev.crayfleet.fleet.words.FleetSentences;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet fleet}: looks at fleet files, without a fleet. */
@Command(
        name = "fleet",
        description = {
            "Checks, shows or compares fleet files, which say who may what.",
            "In this version services do not follow them yet."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            FleetFileCommands.Check.class,
            FleetFileCommands.Show.class,
            FleetFileCommands.Diff.class
        })
final class FleetFileCommands implements Runnable {
    private static final String DEFAULT_FILE = "fleet.yaml";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "What is to be done: check, show or diff?");
        }
    }

    /** Looks at one file or two. Ends with 1 if one of them is not valid. */
    @Command(mixinStandardHelpOptions = true, sortOptions = false)
    abstract static class OfFile implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        final Terminal terminal() {
            return Terminal.of(spec);
        }

        /** The fleet in a file; null if it is not valid, which has been told. */
        final @Nullable Fleet read(String file) {
            return switch (FleetFileReader.read(file)) {
                case FleetReading.Valid(Fleet fleet) -> fleet;
                case FleetReading.Invalid invalid -> {
                    FleetFileReader.lines(file, invalid).forEach(terminal()::progress);
                    yield null;
                }
            };
        }
    }

    @Command(
            name = "check",
            description = {
                "Says all that is wrong with a fleet file, each with its line and column.",
                "Ends with 1 if something is."
            })
    static final class Check extends OfFile {
        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                defaultValue = DEFAULT_FILE,
                description = "${DEFAULT-VALUE} unless named; - is standard input")
        private String file = DEFAULT_FILE;

        @Option(
                names = "--json",
                description = "prints JSON: valid, version, problems, more, remarks")
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

    @Command(name = "show", description = "Says in sentences who may what by a fleet file.")
    static final class Show extends OfFile {
        @Parameters(
                paramLabel = "FILE",
                arity = "0..1",
                defaultValue = DEFAULT_FILE,
                description = "${DEFAULT-VALUE} unless named; - is standard input")
        private String file = DEFAULT_FILE;

        @Option(
                names = "--json",
                description =
                        "prints the file in its canonical form, of which the version is the hash")
        private boolean json;

        @Override
        public Integer call() {
            Fleet fleet = read(file);
            if (fleet == null) {
                return Crayfleet.FAILED;
            }
            if (json) {
                terminal().json(new String(FleetJson.write(fleet), StandardCharsets.UTF_8));
            } else {
                FleetSentences.of(fleet).forEach(terminal()::line);
            }
            return 0;
        }
    }

    @Command(
            name = "diff",
            description = "Says what changes for whom if one fleet file takes another's place.")
    static final class Diff extends OfFile {
        @Parameters(index = "0", paramLabel = "BEFORE", description = "a fleet file")
        private String before = "";

        @Parameters(index = "1", paramLabel = "AFTER", description = "another")
        private String after = "";

        @Override
        public Integer call() {
            Fleet old = read(before);
            Fleet now = read(after);
            if (old == null || now == null) {
                return Crayfleet.FAILED;
            }
            List<String> changes = FleetDiff.between(old, now);
            changes.forEach(terminal()::line);
            if (changes.isEmpty()) {
                terminal().progress("nothing changes");
            }
            return 0;
        }
    }
}
