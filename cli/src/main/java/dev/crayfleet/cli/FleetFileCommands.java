package dev.crayfleet.cli;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.words.FleetDiff;
import dev.crayfleet.fleet.words.FleetSentences;
import java.nio.charset.StandardCharsets;
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
        description = {"Checks, shows, compares and applies fleet files, which say who may what."},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            FleetCheckCommand.class,
            FleetFileCommands.Show.class,
            FleetFileCommands.Diff.class,
            FleetTopicCommands.Apply.class,
            FleetTopicCommands.History.class
        })
final class FleetFileCommands implements Runnable {
    static final String DEFAULT_FILE = "fleet.yaml";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "What is to be done: check, show, diff, apply or history?");
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
